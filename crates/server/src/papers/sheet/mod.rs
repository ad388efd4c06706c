//! A4 pages made from top to bottom: headings, paragraphs, facts, tables, lines to write on.
//!
//! A page is tagged (PDF/UA-1), so that whoever reads with ears gets the same document. Nothing
//! of the time or the machine goes in: the same content is the same bytes.

#![expect(
    clippy::float_arithmetic,
    reason = "places on paper, no figure anybody counts on"
)]

mod blocks;
mod font;
mod write;

use font::Face;

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const LEFT: f32 = 62.0;
const RIGHT: f32 = WIDTH - 62.0;
const TOP: f32 = 64.0;
const BOTTOM: f32 = HEIGHT - 74.0;
/// Where the values of facts begin.
const VALUES: f32 = LEFT + 172.0;

const BODY: f32 = 10.0;
const LEADING: f32 = 14.2;
/// What stands below a line of writing.
const DESCENT: f32 = 3.4;

/// Near black, for text.
const INK: [u8; 3] = [0x1b, 0x1b, 0x1f];
/// For labels and small print; 5.9 to 1 on white.
const SOFT: [u8; 3] = [0x5a, 0x5e, 0x66];
/// Hairlines between rows.
const HAIR: [u8; 3] = [0xd5, 0xd8, 0xde];
/// Section lines.
const ACCENT: [u8; 3] = [0x0f, 0x54, 0x8c];

/// A paper could not be written. Never a matter of what somebody filled in.
#[derive(Debug, thiserror::Error)]
#[error("the paper could not be written: {0}")]
pub struct SheetError(String);

/// What the whole document says of itself.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its title.
    pub title: String,
    /// Its language, `da` or `en`.
    pub language: &'static str,
    /// At the left of every foot.
    pub foot: String,
    /// At the right of every foot; `{0}` is the page, `{1}` how many there are.
    pub page_of: &'static str,
    /// What a line to be filled in by hand is called for those who do not see it.
    pub by_hand: &'static str,
}

/// What part of the document something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Heading(u16),
    Paragraph,
    List,
    Item,
    Bullet,
    ItemBody,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Cell,
}

struct Part {
    kind: Kind,
    parent: Option<usize>,
    /// What a heading says, for the list of headings that reading aloud begins with.
    title: Option<String>,
}

/// Something drawn on a page.
enum Mark {
    Text {
        x: f32,
        y: f32,
        text: String,
        face: Face,
        size: f32,
        color: [u8; 3],
        part: usize,
    },
    /// A line to write on.
    Blank {
        from: f32,
        to: f32,
        y: f32,
        part: usize,
    },
    /// A line that only looks nice.
    Rule {
        from: f32,
        to: f32,
        y: f32,
        color: [u8; 3],
        thick: f32,
    },
}

/// A document on its way.
pub struct Sheet {
    head: Head,
    pages: Vec<Vec<Mark>>,
    parts: Vec<Part>,
    outline: Vec<(String, usize, f32)>,
    /// The baseline of the line before.
    y: f32,
}

impl Sheet {
    /// An empty one.
    pub fn new(head: Head) -> Self {
        Self {
            head,
            pages: vec![Vec::new()],
            parts: Vec::new(),
            outline: Vec::new(),
            y: TOP,
        }
    }

    /// The document's title with a line of what it is.
    pub fn title(&mut self, title: &str, lead: &str) {
        let part = self.heading(1, title);
        self.y += 10.0;
        self.remember(title);
        for line in Face::Bold.lines(title, 21.0, RIGHT - LEFT) {
            self.write(LEFT, &line, Face::Bold, 21.0, INK, part);
            self.y += 24.0;
        }
        self.y -= 5.0;
        let part = self.part(Kind::Paragraph, None);
        self.flow(LEFT, RIGHT, lead, SOFT, part);
    }

    /// A section's heading; never alone at the foot of a page.
    pub fn section(&mut self, heading: &str) {
        self.y += 17.0;
        self.need(16.0 + 3.0 * LEADING);
        let part = self.heading(2, heading);
        self.y += 12.0;
        self.remember(heading);
        self.write(LEFT, heading, Face::Bold, 12.5, ACCENT, part);
        self.y += 6.0;
        self.rule(LEFT, RIGHT, ACCENT, 0.9);
        self.y += 3.0;
    }

    /// Running text; lines as they were entered.
    pub fn paragraphs(&mut self, text: &str) {
        self.y += 2.0;
        for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
            let part = self.part(Kind::Paragraph, None);
            self.flow(LEFT, RIGHT, paragraph, INK, part);
            self.y += 3.0;
        }
    }

    /// A sentence in small print.
    pub fn note(&mut self, text: &str) {
        let part = self.part(Kind::Paragraph, None);
        self.y += 3.0;
        self.flow(LEFT, RIGHT, text, SOFT, part);
    }

    /// Leaves so many points empty.
    pub fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Keeps what follows on one page, so many points of it.
    pub fn keep(&mut self, height: f32) {
        self.need(height);
    }

    fn part(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        self.parts.push(Part {
            kind,
            parent,
            title: None,
        });
        self.parts.len() - 1
    }

    fn heading(&mut self, level: u16, title: &str) -> usize {
        self.parts.push(Part {
            kind: Kind::Heading(level),
            parent: None,
            title: Some(title.to_owned()),
        });
        self.parts.len() - 1
    }

    /// Begins a page when this much does not fit any more.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    fn flow(&mut self, left: f32, right: f32, text: &str, color: [u8; 3], part: usize) {
        let lines = Face::Regular.lines(text, BODY, right - left);
        // No single line of a paragraph at the foot of a page or at the head of the next.
        let together = if lines.len() <= 3 { lines.len() } else { 2 };
        self.need(as_f32(together) * LEADING + DESCENT);
        for (index, line) in lines.iter().enumerate() {
            if index + 2 == lines.len() && index > 0 {
                self.need(2.0 * LEADING + DESCENT);
            }
            self.need(LEADING + DESCENT);
            self.y += LEADING;
            // Words are parted by a blank also where a line ends.
            let more = if index + 1 < lines.len() { " " } else { "" };
            self.write(
                left,
                &format!("{line}{more}"),
                Face::Regular,
                BODY,
                color,
                part,
            );
        }
    }

    fn write(&mut self, x: f32, text: &str, face: Face, size: f32, color: [u8; 3], part: usize) {
        let text = face.can_write(text);
        let y = self.y;
        self.mark(Mark::Text {
            x,
            y,
            text,
            face,
            size,
            color,
            part,
        });
    }

    fn blank(&mut self, from: f32, to: f32, part: usize) {
        let y = self.y + 3.0;
        self.mark(Mark::Blank { from, to, y, part });
    }

    fn rule(&mut self, from: f32, to: f32, color: [u8; 3], thick: f32) {
        let y = self.y;
        self.mark(Mark::Rule {
            from,
            to,
            y,
            color,
            thick,
        });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn remember(&mut self, heading: &str) {
        let page = self.pages.len() - 1;
        self.outline.push((heading.to_owned(), page, self.y - 20.0));
    }
}

/// What cannot be seen, and what turns the direction of writing.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}'
    )
}

#[expect(clippy::cast_precision_loss, reason = "a few lines")]
const fn as_f32(count: usize) -> f32 {
    count as f32
}
