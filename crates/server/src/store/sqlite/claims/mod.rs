//! Claims with their evidence, events and credits.

pub(super) mod customers;
pub(super) mod lists;
pub(super) mod read;
pub(super) mod write;
