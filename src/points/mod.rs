//! What calculator and portfolio both show: the track, and the points with what blocks them.

mod floors;
mod result;
mod track;

pub(crate) use floors::Floors;
pub(crate) use result::{Told, panel};
pub(crate) use track::choice as track_choice;
