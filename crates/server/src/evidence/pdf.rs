//! The text of a PDF, as `claimdesk read-pdf` takes it out of one: in a process of its own.
//!
//! A file from outside may be made to exhaust memory, time or the stack of whoever reads it, and
//! neither a thread nor a caught panic stops all of that. The process that reads has limits set by
//! the system, and the one that waits for it ends it ([`super::text`]).

#![expect(
    clippy::float_arithmetic,
    reason = "places of letters on a page, no figure anybody counts on"
)]

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};

/// Pages that are read: the signature of a proof does not stand on page 201.
const MOST_PAGES: usize = 200;
/// Characters that are kept.
const MOST_TEXT: usize = 200_000;
/// With fewer letters and digits than this, a file is a scan with a stamp on it.
const LEAST_TEXT: usize = 40;

/// What is in a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its text, in the order it is drawn; at most 200,000 characters.
    Text(String),
    /// No text.
    NoText,
    /// It asks for a password.
    Locked,
    /// It is no PDF that can be read.
    Unreadable,
}

/// Reads it. May use up memory, time and stack if the file is made for that, and may panic.
pub fn read(file: Vec<u8>) -> Found {
    let pdf = match Pdf::new(file) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => return Found::Locked,
        Err(_) => return Found::Unreadable,
    };
    if pdf.pages().is_empty() {
        return Found::Unreadable;
    }
    let cache = InterpreterCache::new();
    let mut text = Writing::default();
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let (width, height) = page.render_dimensions();
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, width.into(), height.into()),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut text);
        text.end = None;
        text.put('\n');
        if text.is_full() {
            break;
        }
    }
    let letters = text.text.chars().filter(|c| c.is_alphanumeric());
    if letters.take(LEAST_TEXT).count() < LEAST_TEXT {
        return Found::NoText;
    }
    Found::Text(text.text)
}

/// Writes down the letters that are drawn.
#[derive(Default)]
struct Writing {
    text: String,
    /// Letters in `text`.
    count: usize,
    /// Where the letter before ended.
    end: Option<Point>,
}

impl Writing {
    const fn is_full(&self) -> bool {
        self.count >= MOST_TEXT
    }

    fn put(&mut self, letter: char) {
        if !self.is_full() {
            self.text.push(letter);
            self.count += 1;
        }
    }

    /// A letter that begins here and has this direction, as long as the letters are high.
    fn letter(&mut self, letter: &BfString, begin: Point, along: Vec2, advance: f64) {
        let size = along.hypot();
        if let Some(end) = self.end
            && size > 0.0
        {
            let (step, along) = (begin - end, along / size);
            let (forward, aside) = (step.dot(along) / size, step.cross(along) / size);
            if aside.abs() > 0.4 {
                self.put('\n');
            } else if !(-0.6..0.16).contains(&forward) {
                self.put(' ');
            }
        }
        match letter {
            BfString::Char(letter) => self.put(*letter),
            BfString::String(letters) => letters.chars().for_each(|letter| self.put(letter)),
        }
        self.end = Some(begin + along * advance);
    }
}

impl<'a> Device<'a> for Writing {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        /// Letters are measured in thousandths of their height.
        const UNITS: f64 = 1000.0;
        for positioned in run.glyphs() {
            let place = props.transform * positioned.transform();
            let glyph: &Glyph<'a> = positioned;
            let advance = match glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0)) / UNITS;
            if let Some(letter) = glyph.as_unicode() {
                let begin = place * Point::ORIGIN;
                let along = place * Point::new(UNITS, 0.0) - begin;
                self.letter(&letter, begin, along, advance);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
