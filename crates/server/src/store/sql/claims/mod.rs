//! Claims with their evidence, events and credits.

pub(super) mod customers;
pub(super) mod lists;
mod noted;
pub(super) mod queue;
pub(super) mod read;
pub(super) mod write;
