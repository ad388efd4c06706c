//! What stands in rows: lists, facts, tables, lines to write on.

#![expect(
    clippy::float_arithmetic,
    reason = "places on paper, no figure anybody counts on"
)]

use super::font::Face;
use super::{BODY, DESCENT, HAIR, INK, Kind, LEADING, LEFT, RIGHT, SOFT, Sheet, VALUES, as_f32};

impl Sheet {
    /// Points of a list.
    pub fn points<'p>(&mut self, points: impl IntoIterator<Item = &'p str>) {
        let list = self.part(Kind::List, None);
        self.y += 2.0;
        for point in points {
            let item = self.part(Kind::Item, Some(list));
            let bullet = self.part(Kind::Bullet, Some(item));
            let body = self.part(Kind::ItemBody, Some(item));
            self.need(LEADING + DESCENT);
            let before = self.y;
            self.y += LEADING;
            self.write(LEFT + 2.0, "•", Face::Regular, BODY, INK, bullet);
            self.y = before;
            self.flow(LEFT + 14.0, RIGHT, point, INK, body);
            self.y += 2.0;
        }
    }

    /// Questions with their answers. What was not answered is a line to be filled in by hand.
    pub fn facts<'f>(&mut self, facts: impl IntoIterator<Item = (&'f str, String)>) {
        let table = self.part(Kind::Table, None);
        for (label, value) in facts {
            self.fact(table, label, &value);
        }
    }

    fn fact(&mut self, table: usize, label: &str, value: &str) {
        let row = self.part(Kind::Row, Some(table));
        let (name, answer) = (
            self.part(Kind::RowHead, Some(row)),
            self.part(Kind::Cell, Some(row)),
        );
        let labels = Face::Regular.lines(label, BODY, VALUES - LEFT - 12.0);
        let values: Vec<String> = value
            .lines()
            .filter(|line| !line.trim().is_empty())
            .flat_map(|line| Face::Regular.lines(line, BODY, RIGHT - VALUES))
            .collect();
        let blank = values.is_empty();
        let rows = labels.len().max(values.len()).max(1);
        // A short answer stays whole; a long one goes on over the page.
        let together = if rows > 6 { 2 } else { rows };
        self.y += if blank { 6.0 } else { 2.0 };
        self.need(as_f32(together) * LEADING + DESCENT);
        for index in 0..rows {
            self.need(LEADING + DESCENT);
            self.y += LEADING;
            if let Some(line) = labels.get(index) {
                let more = if index + 1 < labels.len() { " " } else { "" };
                let line = format!("{line}{more}");
                self.write(LEFT, &line, Face::Regular, BODY, SOFT, name);
            }
            if let Some(line) = values.get(index) {
                let more = if index + 1 < values.len() { " " } else { "" };
                let line = format!("{line}{more}");
                self.write(VALUES, &line, Face::Regular, BODY, INK, answer);
            }
            if blank && index + 1 == rows {
                self.blank(VALUES, RIGHT, answer);
            }
        }
        self.y += 4.6;
        if !blank {
            self.rule(LEFT, RIGHT, HAIR, 0.5);
        }
    }

    /// Rows under heads; the last column is set to the right, and takes `last` points.
    pub fn table(&mut self, heads: [&str; 2], last: f32, rows: &[(String, String)]) {
        let table = self.part(Kind::Table, None);
        self.need(3.0 * LEADING);
        self.row(table, Kind::ColumnHead, heads, last);
        for (first, second) in rows {
            self.row(table, Kind::Cell, [first, second], last);
        }
    }

    fn row(&mut self, table: usize, kind: Kind, cells: [&str; 2], last: f32) {
        let row = self.part(Kind::Row, Some(table));
        let (face, color) = match kind {
            Kind::ColumnHead => (Face::Bold, SOFT),
            _ => (Face::Regular, INK),
        };
        let [first, second] = cells;
        let (left, right) = (self.part(kind, Some(row)), self.part(kind, Some(row)));
        let lines = face.lines(first, BODY, RIGHT - LEFT - last - 12.0);
        self.y += 2.0;
        self.need(as_f32(lines.len()) * LEADING + 6.0 + DESCENT);
        for (index, line) in lines.iter().enumerate() {
            self.y += LEADING;
            let more = if index + 1 < lines.len() { " " } else { "" };
            if first.trim().is_empty() {
                self.y += 6.0;
                self.blank(LEFT, RIGHT - last - 12.0, left);
            } else {
                self.write(LEFT, &format!("{line}{more}"), face, BODY, color, left);
            }
            if index > 0 {
                continue;
            }
            if second.trim().is_empty() {
                self.blank(RIGHT - last, RIGHT, right);
            } else {
                let second = face.can_write(second);
                let x = RIGHT - face.width(&second, BODY);
                self.write(x, &second, face, BODY, color, right);
            }
        }
        self.y += 4.6;
        if !first.trim().is_empty() {
            self.rule(LEFT, RIGHT, HAIR, 0.5);
        }
    }

    /// Empty lines to write on.
    pub fn lines_to_write_on(&mut self, count: usize) {
        let part = self.part(Kind::Paragraph, None);
        for _ in 0..count {
            self.y += 6.0;
            self.need(LEADING + DESCENT);
            self.y += LEADING;
            self.blank(LEFT, RIGHT, part);
        }
    }

    /// Lines for a signature, each with room to write; all of them on one page.
    pub fn signature(&mut self, facts: &[(&str, String)]) {
        const ROOM: f32 = 32.0;
        self.need(as_f32(facts.len()) * ROOM + DESCENT);
        let table = self.part(Kind::Table, None);
        for (label, value) in facts {
            let row = self.part(Kind::Row, Some(table));
            let (name, answer) = (
                self.part(Kind::RowHead, Some(row)),
                self.part(Kind::Cell, Some(row)),
            );
            self.y += ROOM;
            self.write(LEFT, label, Face::Regular, BODY, SOFT, name);
            if value.trim().is_empty() {
                self.blank(VALUES, RIGHT, answer);
            } else {
                let value = Face::Regular.can_write(value);
                self.write(VALUES, &value, Face::Regular, BODY, INK, answer);
                self.y += 3.0;
                self.rule(VALUES, RIGHT, SOFT, 0.6);
                self.y -= 3.0;
            }
        }
    }
}
