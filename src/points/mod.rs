//! What calculator and portfolio both show: the track, and the points with what blocks them.

mod result;
mod track;

pub(crate) use result::{Told, panel, panel_with};
pub(crate) use track::choice as track_choice;
