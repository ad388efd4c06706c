//! From marks on pages to a PDF file.

#![expect(
    clippy::float_arithmetic,
    reason = "places on paper, no figure anybody counts on"
)]

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagKind, TagTree,
};
use krilla::text::TextDirection;
use krilla::{Document, SerializeSettings};

use super::{BOTTOM, Face, HEIGHT, Kind, LEFT, Mark, Part, RIGHT, SOFT, Sheet, SheetError, WIDTH};

/// The size of what stands at the foot of a page.
const SMALL: f32 = 8.5;

impl Sheet {
    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, SheetError> {
        let failed = |what: &dyn std::fmt::Debug| SheetError(format!("{what:?}"));
        let configuration = ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| failed(&error))?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            ..SerializeSettings::default()
        });
        let mut drawn: Vec<Vec<Identifier>> = self.parts.iter().map(|_| Vec::new()).collect();
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| SheetError("no such page".to_owned()))?;
        let count = self.pages.len();
        for (number, marks) in (1..).zip(&self.pages) {
            let mut page = document.start_page_with(settings.clone());
            let mut surface = page.surface();
            for mark in marks {
                draw(&mut surface, mark, self.head.by_hand, &mut drawn)?;
            }
            let place = [("{0}", number), ("{1}", count)]
                .iter()
                .fold(self.head.page_of.to_owned(), |text, (name, value)| {
                    text.replace(name, &value.to_string())
                });
            foot(&mut surface, &self.head.foot, &place)?;
            surface.finish();
            page.finish();
        }
        document.set_tag_tree(self.tree(&drawn));
        let mut outline = Outline::new();
        for (text, page, y) in &self.outline {
            let place = XyzDestination::new(*page, Point::from_xy(LEFT, *y));
            outline.push_child(OutlineNode::new(text.clone(), place));
        }
        document.set_outline(outline);
        document.set_metadata(
            Metadata::new()
                .title(self.head.title.clone())
                .language(self.head.language.to_owned())
                .creator("Claimdesk".to_owned()),
        );
        document.finish().map_err(|error| failed(&error))
    }

    /// The parts of the document in reading order, each with what is drawn of it.
    fn tree(&self, drawn: &[Vec<Identifier>]) -> TagTree {
        let mut groups: Vec<TagGroup> = self
            .parts
            .iter()
            .zip(drawn)
            .map(|(part, drawn)| {
                let mut group = TagGroup::new(tag(part));
                for one in drawn {
                    group.push(*one);
                }
                group
            })
            .collect();
        // A part always stands behind the one it belongs to: from the back, each is whole before
        // it is put in, and in the end turned the right way round.
        let mut tree = Vec::new();
        while let Some(mut group) = groups.pop() {
            let part = self.parts.get(groups.len());
            if part.is_some_and(|part| holds_parts(part.kind)) {
                group.children.reverse();
            }
            match part
                .and_then(|part| part.parent)
                .and_then(|parent| groups.get_mut(parent))
            {
                Some(parent) => parent.push(group),
                None => tree.push(group),
            }
        }
        let mut root = TagTree::new().with_lang(Some(self.head.language.to_owned()));
        for group in tree.into_iter().rev() {
            root.push(group);
        }
        root
    }
}

const fn holds_parts(kind: Kind) -> bool {
    matches!(kind, Kind::List | Kind::Item | Kind::Table | Kind::Row)
}

fn tag(part: &Part) -> TagKind {
    match part.kind {
        Kind::Heading(level) => {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, part.title.clone()).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Bullet => Tag::Lbl.into(),
        Kind::ItemBody => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
    }
}

fn draw(
    surface: &mut Surface<'_>,
    mark: &Mark,
    by_hand: &str,
    drawn: &mut [Vec<Identifier>],
) -> Result<(), SheetError> {
    let mut keep = |part: usize, one: Identifier| {
        if let Some(drawn) = drawn.get_mut(part) {
            drawn.push(one);
        }
    };
    match mark {
        Mark::Text {
            x,
            y,
            text,
            face,
            size,
            color,
            part,
        } => {
            let one = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            letters(surface, [*x, *y], text, *face, *size, *color)?;
            surface.end_tagged();
            keep(*part, one);
        }
        Mark::Blank { from, to, y, part } => {
            let span = SpanTag::empty().with_alt_text(Some(by_hand));
            let one = surface.start_tagged(ContentTag::Span(span));
            line(surface, *from, *to, *y, SOFT, 0.6);
            surface.end_tagged();
            keep(*part, one);
        }
        Mark::Rule {
            from,
            to,
            y,
            color,
            thick,
        } => {
            let layout = Artifact::with_kind(ArtifactType::Layout);
            surface.start_tagged(ContentTag::Artifact(layout));
            line(surface, *from, *to, *y, *color, *thick);
            surface.end_tagged();
        }
    }
    Ok(())
}

fn foot(surface: &mut Surface<'_>, left: &str, right: &str) -> Result<(), SheetError> {
    let y = BOTTOM + 30.0;
    let foot = Artifact::with_kind(ArtifactType::Footer);
    surface.start_tagged(ContentTag::Artifact(foot));
    let wide = Face::Regular.width(right, SMALL);
    // One line only: a long name gives way to the page number.
    let lines = Face::Regular.lines(left, SMALL, RIGHT - LEFT - wide - 24.0);
    let first = lines.first().map_or("", String::as_str);
    letters(surface, [LEFT, y], first, Face::Regular, SMALL, SOFT)?;
    letters(
        surface,
        [RIGHT - wide, y],
        right,
        Face::Regular,
        SMALL,
        SOFT,
    )?;
    surface.end_tagged();
    Ok(())
}

fn paint(color: [u8; 3]) -> krilla::paint::Paint {
    let [red, green, blue] = color;
    rgb::Color::new(red, green, blue).into()
}

fn letters(
    surface: &mut Surface<'_>,
    [x, y]: [f32; 2],
    text: &str,
    face: Face,
    size: f32,
    color: [u8; 3],
) -> Result<(), SheetError> {
    let font = face
        .font()
        .ok_or_else(|| SheetError("the built-in font is damaged".to_owned()))?;
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: paint(color),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }));
    surface.draw_text(
        Point::from_xy(x, y),
        font,
        size,
        text,
        false,
        TextDirection::Auto,
    );
    Ok(())
}

fn line(surface: &mut Surface<'_>, from: f32, to: f32, y: f32, color: [u8; 3], thick: f32) {
    let mut path = PathBuilder::new();
    path.move_to(from, y);
    path.line_to(to, y);
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: paint(color),
        width: thick,
        ..Stroke::default()
    }));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
