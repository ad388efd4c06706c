//! Workloads in running text, by the names and other spellings of the programme.

use crate::Programme;
use crate::names;

/// A spelling as short as this is a word of its own in many sentences (`HR`, and `Hr.` before a
/// name): it counts only when it is written as the programme writes it.
const SHORT: usize = 3;

/// The workloads that the text names, as the programme writes them and in its order.
///
/// Blanks do not matter, because a text taken out of a PDF has some too many and some too few:
/// what is looked for begins and ends with a word, and may be written in one.
pub(super) fn in_text(text: &[char], programme: &Programme) -> Vec<String> {
    let (folded, written) = (Words::of(text, true), Words::of(text, false));
    let named = |spelling: &str| {
        let letters = spelling.chars().filter(|c| is_letter(*c)).count();
        if letters <= SHORT {
            let whole: String = spelling.chars().filter(|c| is_letter(*c)).collect();
            written.have(&whole)
        } else {
            let whole: String = names::fold(spelling)
                .chars()
                .filter(|c| is_letter(*c))
                .collect();
            folded.have(&whole)
        }
    };
    programme
        .revenue_workloads
        .iter()
        .filter(|workload| {
            named(&workload.name) || workload.aliases.iter().any(|alias| named(alias))
        })
        .map(|workload| workload.name.clone())
        .collect()
}

/// Letters, digits and the mark between two letters of `F&O`; everything else parts words.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '&'
}

/// The words of a text, one after the other without anything between them.
struct Words {
    together: String,
    /// Where in `together` a word begins; the last one is its end.
    begins: Vec<usize>,
}

impl Words {
    fn of(text: &[char], fold: bool) -> Self {
        let mut words = Self {
            together: String::with_capacity(text.len()),
            begins: Vec::new(),
        };
        for word in text
            .split(|c| !is_letter(*c))
            .filter(|word| !word.is_empty())
        {
            words.begins.push(words.together.len());
            for c in word {
                if fold {
                    words.together.extend(c.to_lowercase());
                } else {
                    words.together.push(*c);
                }
            }
        }
        words.begins.push(words.together.len());
        words
    }

    fn have(&self, whole: &str) -> bool {
        let bounds = |place: usize| self.begins.binary_search(&place).is_ok();
        !whole.is_empty()
            && self
                .together
                .match_indices(whole)
                .any(|(place, found)| bounds(place) && bounds(place + found.len()))
    }
}
