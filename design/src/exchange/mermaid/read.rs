//! A flowchart as a design.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{self, Vertex, shown};
use crate::exchange::build::{Found, FoundGroup, FoundLink, FoundNode};
use crate::exchange::{ImportError, Imported, html, words};

/// Does this text begin as a flowchart does?
#[must_use]
pub fn is_one(text: &str) -> bool {
    Lines::new(text).find(|(_, line)| !is_remark(line)).is_some_and(|(_, line)| is_header(line))
}

/// Reads a flowchart. What cannot be understood is told, line by line.
///
/// # Errors
/// There is no node in it, or too many.
pub fn read(text: &str) -> Result<Imported, ImportError> {
    let mut lines = Lines::new(text);
    let mut chart = Chart { groups: group_names(text), ..Chart::default() };
    for (number, line) in &mut lines {
        if is_remark(line) || is_header(line) {
            continue;
        }
        for statement in statements(line) {
            chart.statement(number, statement)?;
        }
    }
    chart.found.title = lines.title;
    if chart.found.nodes.is_empty() {
        let why = match chart.found.warnings.first() {
            Some(warning) => warning.to_string(),
            None => "it is an empty flowchart.".to_owned(),
        };
        return Err(ImportError::Empty { why });
    }
    Ok(chart.found.build())
}

/// The lines behind the front matter, numbered from 1; the title that it gave.
struct Lines<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    in_front: bool,
    begun: bool,
    title: String,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lines: text.lines().enumerate(),
            in_front: false,
            begun: false,
            title: String::new(),
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (at, line) = self.lines.next()?;
            let line = line.trim();
            let fence = line.starts_with("```");
            if fence || line.is_empty() {
                // Pasted from a document, with the fence around it.
                continue;
            }
            if line == "---" && (self.in_front || !self.begun) {
                self.in_front = !self.in_front;
                self.begun = true;
                continue;
            }
            self.begun = true;
            if !self.in_front {
                return Some((at + 1, line));
            }
            if let Some(title) = line.strip_prefix("title:") {
                let title = title.trim();
                let quoted = serde_json::from_str::<String>(title);
                self.title = quoted.unwrap_or_else(|_| title.trim_matches(['"', '\'']).to_owned());
            }
        }
    }
}

fn is_remark(line: &str) -> bool {
    line.starts_with("%%")
}

fn is_header(line: &str) -> bool {
    let mut words = line.split([' ', '\t', ';']);
    let is_word = matches!(words.next(), Some("flowchart" | "graph" | "flowchart-elk"));
    let direction = words.find(|word| !word.is_empty());
    is_word && direction.is_none_or(|word| ["TB", "TD", "BT", "RL", "LR"].contains(&word))
}

/// The ids of all groups: a link to one of them leads to no node.
fn group_names(text: &str) -> BTreeSet<String> {
    let groups = Lines::new(text).filter_map(|(_, line)| line.strip_prefix("subgraph "));
    groups.map(|rest| group_parts(rest).0.to_owned()).collect()
}

/// The id and the title of a group: `id [Title]`, `id` or `Title of words`.
fn group_parts(rest: &str) -> (&str, &str) {
    let rest = rest.trim().trim_end_matches(';');
    match rest.split_once('[') {
        Some((id, title)) => (id.trim(), title.trim_end_matches(']').trim_matches('"')),
        None => (rest.trim_matches('"'), rest.trim_matches('"')),
    }
}

/// The statements of a line: apart by semicolons that are not within quotes, nor the end of a code
/// such as `#quot;`.
fn statements(line: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted && !ends_a_code(&line[start..at]) => {
                all.push(line[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(line[start..].trim());
    all.retain(|statement| !statement.is_empty());
    all
}

fn ends_a_code(text: &str) -> bool {
    let code = text.bytes().rev().take(9).take_while(u8::is_ascii_alphanumeric).count();
    let before = text.len() - code;
    code > 0 && matches!(text.as_bytes().get(before.wrapping_sub(1)), Some(b'#' | b'&'))
}

#[derive(Default)]
struct Chart {
    found: Found,
    by_name: BTreeMap<String, usize>,
    groups: BTreeSet<String>,
    /// The groups around the line that is read, the innermost last.
    inside: Vec<usize>,
}

impl Chart {
    fn statement(&mut self, number: usize, text: &str) -> Result<(), ImportError> {
        let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        match word {
            "subgraph" => {
                let (_, title) = group_parts(rest);
                let group =
                    FoundGroup { title: text_of(title), parent: self.inside.last().copied() };
                let index = self.found.group(group)?;
                self.inside.push(index);
                return Ok(());
            }
            "end" => {
                self.inside.pop();
                return Ok(());
            }
            "direction" | "classDef" | "style" | "linkStyle" | "click" | "accTitle:"
            | "accDescr:" => return Ok(()),
            "class" => {
                self.classes(rest);
                return Ok(());
            }
            _ => {}
        }
        let chain = match line::chain(text) {
            Ok(chain) => chain,
            Err(why) => {
                self.found.warn(Some(number), format!("“{}” was left out: {why}.", shown(text)));
                return Ok(());
            }
        };
        let mut before: Vec<Option<usize>> = Vec::new();
        let words = std::iter::once(&None).chain(&chain.links);
        for (group, words) in chain.groups.iter().zip(words) {
            let mut here = Vec::with_capacity(group.len());
            for vertex in group {
                here.push(self.vertex(number, vertex)?);
            }
            if let Some(words) = words {
                let label = text_of(words);
                for (from, to) in pairs(&before, &here) {
                    let label = label.clone();
                    self.found.link(FoundLink { from, to, label, line: Some(number) })?;
                }
            }
            before = here;
        }
        Ok(())
    }

    /// `class a,b name`
    fn classes(&mut self, rest: &str) {
        let Some((names, class)) = rest.trim().rsplit_once([' ', '\t']) else { return };
        let Some(kind) = words::kind_named(class.trim()) else { return };
        for name in names.split(',') {
            if let Some(&at) = self.by_name.get(name.trim()) {
                self.found.nodes[at].kind = Some(kind);
            }
        }
    }

    /// The node that is meant, made where it is mentioned first; `None` for a group.
    fn vertex(&mut self, line: usize, vertex: &Vertex<'_>) -> Result<Option<usize>, ImportError> {
        if self.groups.contains(vertex.name) {
            let text = format!("A link to or from the group “{}” was left out.", vertex.name);
            self.found.warn(Some(line), text);
            return Ok(None);
        }
        let at = match self.by_name.get(vertex.name) {
            Some(&at) => at,
            None => {
                self.found.room_for_node()?;
                let name = vertex.name.to_owned();
                self.by_name.insert(name.clone(), self.found.nodes.len());
                self.found.nodes.push(FoundNode {
                    label: name.clone(),
                    name,
                    ..Default::default()
                });
                self.found.nodes.len() - 1
            }
        };
        let node = &mut self.found.nodes[at];
        if let Some(label) = vertex.label {
            node.label = text_of(label);
        }
        node.group = node.group.or(self.inside.last().copied());
        node.shape = vertex.shape.or(node.shape);
        node.kind = vertex.class.and_then(words::kind_named).or(node.kind);
        Ok(Some(at))
    }
}

fn pairs<'a>(
    from: &'a [Option<usize>],
    to: &'a [Option<usize>],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    from.iter().flatten().flat_map(|&from| to.iter().flatten().map(move |&to| (from, to)))
}

/// A label as plain text: without tags, with Mermaid's codes as the letters they stand for.
fn text_of(label: &str) -> String {
    let label = html::to_text(label.trim().trim_matches('`'));
    let mut out = String::with_capacity(label.len());
    let mut rest = label.as_str();
    while let Some(at) = rest.find('#') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let code = end.and_then(|end| {
            let name = &rest[1..end];
            let by_number = || html::letter(&format!("#{name}"));
            html::letter(name).or_else(by_number).map(|letter| (letter, end + 1))
        });
        let (letter, length) = code.unwrap_or(('#', 1));
        out.push(letter);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}
