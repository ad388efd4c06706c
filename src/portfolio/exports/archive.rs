//! What is in a `.zip` that was given.

use claimdesk_exports::zip::{self, Member};
use web_sys::Blob;

use super::source::{self, Trouble};

/// The files of an archive that are read.
pub(super) struct Opened {
    pub(super) members: Vec<Member>,
    /// It is a workbook or another document made of packed files.
    pub(super) document: bool,
}

/// Reads an archive's directory.
pub(super) async fn open(blob: &Blob) -> Result<Opened, Trouble> {
    let size = source::size(blob);
    let end = source::slice(blob, size.saturating_sub(zip::END), size).await?;
    let place = zip::find_directory(&end, size)?;
    let directory = source::slice(blob, place.start, place.end).await?;
    let all = zip::members(&directory, place.start)?;
    let document = all
        .iter()
        .any(|member| member.name == "[Content_Types].xml");
    let mut members = all;
    members.retain(|member| is_read(&member.name) && !is_packed(&member.name));
    Ok(Opened { members, document })
}

/// A file of a folder or an archive that may be an export or a claims file, by its name.
pub(super) fn is_read(path: &str) -> bool {
    let hidden = path
        .split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX");
    !hidden
        && ["csv", "tsv", "txt", "json", "gz", "zip"]
            .iter()
            .any(|ending| has_ending(path, ending))
}

fn is_packed(path: &str) -> bool {
    has_ending(path, "gz") || has_ending(path, "zip")
}

/// Whether a name ends with a point and these letters, in any case.
pub(super) fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_chosen_by_their_names() {
        for path in [
            "a.csv",
            "x/y/B.CSV",
            "b.tsv",
            "c.txt",
            "d.csv.gz",
            "claims.json",
            "e.zip",
        ] {
            assert!(is_read(path), "{path}");
        }
        for path in [
            "a.pdf",
            "csv",
            "x/.hidden/a.csv",
            "__MACOSX/a.csv",
            ".a.csv",
            "a.csv.bak",
        ] {
            assert!(!is_read(path), "{path}");
        }
        assert!(is_packed("x/a.GZ") && !is_packed("gz"));
    }
}
