//! One statement of a flowchart.

use windtunnel_sim::model::NodeKind;

/// A node where it is mentioned.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Vertex<'a> {
    pub(super) name: &'a str,
    pub(super) label: Option<&'a str>,
    pub(super) shape: Option<NodeKind>,
    pub(super) class: Option<&'a str>,
}

/// A row of groups of nodes, each linked to the next: `a & b --> c -- words --> d`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Chain<'a> {
    pub(super) groups: Vec<Vec<Vertex<'a>>>,
    /// The words of the link behind each group but the last; `None` for one that is not drawn.
    pub(super) links: Vec<Option<&'a str>>,
}

/// Reads a chain that fills the whole text.
///
/// # Errors
/// Says what stands where a node or a link should.
pub(super) fn chain(text: &str) -> Result<Chain<'_>, String> {
    let mut cursor = Cursor { rest: text };
    let mut chain = Chain::default();
    loop {
        chain.groups.push(cursor.group()?);
        cursor.skip_spaces();
        if cursor.rest.is_empty() {
            return Ok(chain);
        }
        chain.links.push(cursor.link()?);
    }
}

struct Cursor<'a> {
    rest: &'a str,
}

/// Brackets, the longer ones first, and what they are used for where words do not tell.
const SHAPES: &[(&str, &[&str], Option<NodeKind>)] = &[
    ("(((", &[")))"], None),
    ("([", &["])"], None),
    ("((", &["))"], None),
    ("(", &[")"], None),
    ("[[", &["]]"], None),
    ("[(", &[")]"], Some(NodeKind::FeatureStore)),
    ("[/", &["/]", "\\]"], None),
    ("[\\", &["\\]", "/]"], None),
    ("[", &["]"], None),
    ("{{", &["}}"], None),
    ("{", &["}"], Some(NodeKind::Policy)),
    (">", &["]"], None),
];

impl<'a> Cursor<'a> {
    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes up to here, and leaves out what stands here.
    fn split(&mut self, at: usize, skip: usize) -> &'a str {
        let (before, after) = self.rest.split_at(at);
        self.rest = &after[skip..];
        before
    }

    fn group(&mut self) -> Result<Vec<Vertex<'a>>, String> {
        let mut group = Vec::new();
        loop {
            self.skip_spaces();
            group.push(self.vertex()?);
            self.skip_spaces();
            if !self.take("&") {
                return Ok(group);
            }
        }
    }

    fn vertex(&mut self) -> Result<Vertex<'a>, String> {
        let name = self.word();
        if name.is_empty() {
            return Err(format!("a node should stand at “{}”", shown(self.rest)));
        }
        let mut vertex = Vertex { name, ..Vertex::default() };
        if self.take("@{") {
            self.attributes(&mut vertex)?;
        } else if let Some((open, closes, shape)) =
            SHAPES.iter().find(|(open, ..)| self.rest.starts_with(open))
        {
            self.rest = &self.rest[open.len()..];
            vertex.label = Some(self.bracketed(closes)?);
            vertex.shape = *shape;
        }
        if self.take(":::") {
            vertex.class = Some(self.word());
        }
        Ok(vertex)
    }

    /// A name: letters, digits and a few signs, with single dashes between.
    fn word(&mut self) -> &'a str {
        let mut end = 0;
        let mut letters = self.rest.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let after = letters.peek().map(|(_, letter)| *letter);
            let inside = letter.is_alphanumeric() || "_./$".contains(letter);
            let dash = letter == '-' && at > 0 && after.is_some_and(char::is_alphanumeric);
            if !inside && !dash {
                break;
            }
            end = at + letter.len_utf8();
        }
        self.split(end, 0)
    }

    /// What stands before one of these, in quotes or not.
    fn bracketed(&mut self, closes: &[&str]) -> Result<&'a str, String> {
        let unclosed = |open: &str| format!("“{}” has no end", shown(open));
        let start = self.rest;
        self.skip_spaces();
        if self.take("\"") {
            let end = self.rest.find('"').ok_or_else(|| unclosed(start))?;
            let text = self.split(end, 1);
            self.skip_spaces();
            if closes.iter().any(|close| self.take(close)) {
                return Ok(text);
            }
            return Err(unclosed(start));
        }
        let ends = closes.iter().filter_map(|close| Some((self.rest.find(close)?, close.len())));
        let (end, length) = ends.min().ok_or_else(|| unclosed(start))?;
        Ok(self.split(end, length))
    }

    /// `shape: cyl, label: "words" }`, as newer charts write it.
    fn attributes(&mut self, vertex: &mut Vertex<'a>) -> Result<(), String> {
        loop {
            self.skip_spaces();
            if self.take("}") {
                return Ok(());
            }
            let key = self.word();
            self.skip_spaces();
            if key.is_empty() || !self.take(":") {
                return Err(format!("“{}” is not a shape", shown(self.rest)));
            }
            self.skip_spaces();
            let value = if self.take("\"") {
                let end = self.rest.find('"').ok_or("a quote has no end")?;
                self.split(end, 1)
            } else {
                let end = self.rest.find([',', '}']).ok_or("a shape has no end")?;
                self.split(end, 0).trim()
            };
            match key {
                "label" => vertex.label = Some(value),
                "shape" => vertex.shape = shape_named(value),
                _ => {}
            }
            self.skip_spaces();
            self.take(",");
        }
    }

    /// An arrow, with the words on it.
    fn link(&mut self) -> Result<Option<&'a str>, String> {
        self.skip_link_name();
        let start = self.rest;
        let none = || format!("a link should stand at “{}”", shown(start));
        if self.rest.starts_with("~~~") {
            self.rest = self.rest.trim_start_matches('~');
            return Ok(None);
        }
        for tail in ["<", "o", "x"] {
            let body = self.rest.strip_prefix(tail).unwrap_or_default();
            if ["--", "==", "-."].iter().any(|line| body.starts_with(line)) {
                self.rest = body;
                break;
            }
        }
        let (line, end) = if self.rest.starts_with("-.") {
            ("-.", ".-")
        } else if self.rest.starts_with("--") {
            ("--", "--")
        } else if self.rest.starts_with("==") {
            ("==", "==")
        } else {
            return Err(none());
        };
        let mut words = "";
        if !self.is_whole_arrow(line) {
            self.rest = &self.rest[2..];
            let at = self.rest.find(end).ok_or_else(none)?;
            words = unquoted(self.split(at, 0));
        }
        self.rest = self.rest.trim_start_matches(['-', '=', '.']);
        self.head();
        self.skip_spaces();
        if self.take("|") {
            words = self.bracketed(&["|"])?.trim();
        }
        Ok(Some(words))
    }

    /// Is there an arrow without words in its middle?
    fn is_whole_arrow(&self, line: &str) -> bool {
        let body = self.rest.trim_start_matches(['-', '=', '.']);
        let length = self.rest.len() - body.len();
        length > 2 || body.starts_with('>') || (line != "-." && is_head(body))
    }

    fn head(&mut self) {
        if self.rest.starts_with('>') || is_head(self.rest) {
            self.rest = &self.rest[1..];
        }
    }

    /// Newer charts name their links: `e1@-->`.
    fn skip_link_name(&mut self) {
        let name = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(rest) = name.and_then(|end| self.rest[end..].strip_prefix('@'))
            && rest.starts_with(['-', '=', '<', 'o', 'x', '~'])
        {
            self.rest = rest;
        }
    }
}

/// A circle or a cross at the end of a line, rather than the first letter of a name.
fn is_head(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(letters.next(), Some('o' | 'x')) && letters.next().is_none_or(char::is_whitespace)
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

fn shape_named(word: &str) -> Option<NodeKind> {
    match word {
        "cyl" | "cylinder" | "database" | "db" => Some(NodeKind::FeatureStore),
        "diam" | "decision" | "diamond" | "question" => Some(NodeKind::Policy),
        _ => None,
    }
}

/// The start of a text, for a message.
pub(super) fn shown(text: &str) -> String {
    let mut start: String = text.trim().chars().take(40).collect();
    if text.trim().chars().nth(40).is_some() {
        start.push('…');
    }
    start
}
