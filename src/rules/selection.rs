//! Which designation and tracks are shown: as the address says.

use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::{Designation, TrackId};

use crate::paths::Place;

/// The designation and tracks that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    /// ID of the designation.
    pub(super) designation: String,
    /// One track alone, or both.
    pub(super) track: Option<TrackId>,
}

impl Selection {
    /// Reads what stands after `?` and `#`. A link to a metric shows that metric, whatever else
    /// the address says; what is not known is left out.
    pub(super) fn read(programme: &Programme, search: &str, hash: &str) -> Self {
        let parameter = |name: &str| {
            search.split('&').find_map(|pair| {
                let (key, value) = pair.split_once('=')?;
                (key == name).then_some(value)
            })
        };
        let known = |id: &str| {
            let mut all = programme.designations.iter();
            all.any(|designation| designation.id == id)
        };
        let asked = Self {
            designation: parameter("designation")
                .filter(|id| known(id))
                .or_else(|| programme.designations.first().map(|it| it.id.as_str()))
                .unwrap_or_default()
                .to_owned(),
            track: parameter("track").and_then(track),
        };
        match linked(programme, hash) {
            Some(link) if link.designation == asked.designation => Self {
                track: asked
                    .track
                    .filter(|track| link.track.is_none_or(|linked| linked == *track)),
                ..asked
            },
            Some(link) => Self {
                track: None,
                ..link
            },
            None => asked,
        }
    }

    /// The address that shows it.
    pub(super) fn address(&self) -> String {
        let track = self
            .track
            .map_or(String::new(), |track| format!("&track={}", track.as_str()));
        format!("{}?designation={}{track}", Place::Rules, self.designation)
    }

    /// The designation itself.
    pub(super) fn designation<'a>(&self, programme: &'a Programme) -> Option<&'a Designation> {
        programme.designation(&self.designation)
    }

    /// True when a track is shown.
    pub(super) fn shows(&self, track: TrackId) -> bool {
        self.track.is_none_or(|only| only == track)
    }
}

/// A track by its name in addresses.
pub(super) fn track(name: &str) -> Option<TrackId> {
    let mut all = [TrackId::Enterprise, TrackId::Smb].into_iter();
    all.find(|track| track.as_str() == name)
}

/// Where a link to a designation or a metric of it leads.
fn linked(programme: &Programme, hash: &str) -> Option<Selection> {
    let place = hash.trim_start_matches('#');
    if let Some(id) = place.strip_prefix("track-") {
        return programme.designation(id).map(|designation| Selection {
            designation: designation.id.clone(),
            track: None,
        });
    }
    let place = place.strip_prefix("metric-")?;
    programme.designations.iter().find_map(|designation| {
        let rest = place.strip_prefix(designation.id.as_str())?;
        let (name, _) = rest.strip_prefix('-')?.split_once('-')?;
        Some(Selection {
            designation: designation.id.clone(),
            track: Some(track(name)?),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(search: &str, hash: &str) -> (String, Option<TrackId>) {
        let selection = Selection::read(crate::programme::programme(), search, hash);
        (selection.designation, selection.track)
    }

    #[test]
    fn the_address_says_what_is_shown() {
        let first = "business_applications".to_owned();
        assert_eq!(read("", ""), (first.clone(), None));
        assert_eq!(
            read("designation=security&track=smb", ""),
            ("security".to_owned(), Some(TrackId::Smb))
        );
        assert_eq!(read("designation=nobody&track=huge", ""), (first, None));
    }

    #[test]
    fn a_link_to_the_track_s_rule_shows_its_designation() {
        assert_eq!(read("", "#track-security"), ("security".to_owned(), None));
        assert_eq!(
            read("designation=security&track=smb", "#track-security"),
            ("security".to_owned(), Some(TrackId::Smb))
        );
        assert_eq!(read("", "#track-nobody").0, "business_applications");
    }

    #[test]
    fn a_link_to_a_metric_shows_it() {
        let hash = "#metric-modern_work-enterprise-deployments";
        let shown = ("modern_work".to_owned(), None);
        assert_eq!(read("", hash), shown);
        assert_eq!(read("designation=security&track=smb", hash), shown);
        assert_eq!(read("designation=modern_work&track=smb", hash), shown);
        assert_eq!(
            read("designation=modern_work&track=enterprise", hash),
            ("modern_work".to_owned(), Some(TrackId::Enterprise))
        );
        assert_eq!(read("track=smb", "#source-BA26").1, Some(TrackId::Smb));
    }

    #[test]
    fn what_is_shown_is_read_back_from_its_address() {
        let programme = crate::programme::programme();
        for designation in &programme.designations {
            for track in [None, Some(TrackId::Enterprise), Some(TrackId::Smb)] {
                let selection = Selection {
                    designation: designation.id.clone(),
                    track,
                };
                let address = selection.address();
                let (_, search) = address.split_once('?').unwrap();
                assert_eq!(Selection::read(programme, search, ""), selection);
            }
        }
    }
}
