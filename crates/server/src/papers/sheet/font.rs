//! The letters of the papers: Liberation Sans (`crates/server/fonts`, SIL Open Font License), of
//! which a file embeds only the ones it uses.

#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "widths of letters on paper, no figure anybody counts on"
)]

use std::sync::LazyLock;

use krilla::text::Font;
use rustybuzz::UnicodeBuffer;

static REGULAR: LazyLock<Option<Loaded>> =
    LazyLock::new(|| Loaded::new(include_bytes!("../../../fonts/LiberationSans-Regular.ttf")));
static BOLD: LazyLock<Option<Loaded>> =
    LazyLock::new(|| Loaded::new(include_bytes!("../../../fonts/LiberationSans-Bold.ttf")));

/// A font to draw with and to measure with.
struct Loaded {
    font: Font,
    face: rustybuzz::Face<'static>,
}

impl Loaded {
    fn new(data: &'static [u8]) -> Option<Self> {
        Some(Self {
            font: Font::new(data.into(), 0)?,
            face: rustybuzz::Face::from_slice(data, 0)?,
        })
    }
}

/// A weight of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
}

impl Face {
    fn loaded(self) -> Option<&'static Loaded> {
        match self {
            Self::Regular => REGULAR.as_ref(),
            Self::Bold => BOLD.as_ref(),
        }
    }

    /// The font; `None` only if the file that was built in is damaged.
    pub(super) fn font(self) -> Option<Font> {
        self.loaded().map(|loaded| loaded.font.clone())
    }

    /// How wide a text is at this size, in points.
    pub(super) fn width(self, text: &str, size: f32) -> f32 {
        let Some(Loaded { face, .. }) = self.loaded() else {
            return 0.0;
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(face, &[], buffer);
        let units: i32 = shaped
            .glyph_positions()
            .iter()
            .map(|one| one.x_advance)
            .sum();
        units as f32 / face.units_per_em() as f32 * size
    }

    /// The text with every letter that the font does not have shown as a box, and with what
    /// cannot be seen left out: a paper with a letter missing could not be read aloud.
    pub(super) fn can_write(self, text: &str) -> String {
        const BOX: char = '\u{25a1}';
        let has = |c: char| {
            self.loaded()
                .is_some_and(|loaded| loaded.face.glyph_index(c).is_some())
        };
        text.chars()
            .filter_map(|c| match c {
                _ if c.is_whitespace() => Some(' '),
                _ if c.is_control() || super::is_unseen(c) => None,
                _ if has(c) => Some(c),
                _ if has(BOX) => Some(BOX),
                _ => Some('?'),
            })
            .collect()
    }

    /// The text in lines of at most this width. A word that is wider is broken.
    pub(super) fn lines(self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let space = self.width(" ", size);
        let mut used = 0.0;
        for word in self
            .can_write(text)
            .split(' ')
            .filter(|word| !word.is_empty())
        {
            let mut word = word.to_owned();
            let mut wide = self.width(&word, size);
            if !line.is_empty() && used + space + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            while wide > width {
                let fits = self.fits(&word, size, width);
                let rest = word.split_off(fits);
                lines.push(std::mem::replace(&mut word, rest));
                wide = self.width(&word, size);
            }
            if !line.is_empty() {
                line.push(' ');
                used += space;
            }
            line.push_str(&word);
            used += wide;
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// How many bytes of a word fit: at least one letter.
    fn fits(self, word: &str, size: f32, width: f32) -> usize {
        let mut used = 0.0;
        for (place, letter) in word.char_indices() {
            used += self.width(letter.encode_utf8(&mut [0; 4]), size);
            if used > width && place > 0 {
                return place;
            }
        }
        word.len()
    }
}
