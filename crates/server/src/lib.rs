//! The claimdesk binary: REST API, storage, evidence, command line.
