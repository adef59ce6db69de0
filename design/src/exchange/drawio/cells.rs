//! The cells of a drawing, page by page, from its XML.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::unpack::unpack;
use crate::exchange::ImportError;
use crate::limits::MAX_BYTES;

/// Deepest nesting of elements; draw.io's own files have about seven.
const MAX_DEPTH: usize = 32;
/// Most cells in a file.
const MAX_CELLS: usize = 20_000;
/// Most pages in a file.
const MAX_PAGES: usize = 200;
/// Most attributes of an element; a person can give an object fields of its own.
const MAX_ATTRIBUTES: usize = 100;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

/// A box, an arrow, a layer or a label.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) id: String,
    pub(super) value: String,
    pub(super) style: String,
    pub(super) vertex: bool,
    pub(super) edge: bool,
    pub(super) source: String,
    pub(super) target: String,
    pub(super) parent: String,
    /// Left, top, width, height.
    pub(super) place: [f64; 4],
    /// Is its place a share of its parent's?
    pub(super) relative: bool,
}

/// The pages of a file.
pub(super) fn pages(xml: &str) -> Result<Vec<Page>, ImportError> {
    let mut parser = Parser { room: MAX_BYTES, ..Parser::default() };
    parser.read(xml, false)?;
    Ok(parser.pages)
}

#[derive(Default)]
struct Parser {
    pages: Vec<Page>,
    cells: usize,
    /// Bytes that may still be unpacked.
    room: usize,
    /// Id and label of the wrapper that the next cell stands in.
    wrapper: Option<(String, String)>,
}

impl Parser {
    fn read(&mut self, xml: &str, is_unpacked: bool) -> Result<(), ImportError> {
        let mut reader = Reader::from_str(xml);
        let mut depth = 0_usize;
        let mut packed = String::new();
        loop {
            let event = reader.read_event().map_err(|error| broken(&error.to_string()))?;
            match event {
                Event::Start(element) => {
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Err(broken("its elements are nested too deeply"));
                    }
                    packed.clear();
                    self.element(&element)?;
                }
                Event::Empty(element) => self.element(&element)?,
                Event::End(element) => {
                    depth = depth.saturating_sub(1);
                    match element.name().into_inner() {
                        "diagram" if !is_unpacked && !packed.trim().is_empty() => {
                            let inner = unpack(&packed, self.room)?;
                            self.room -= inner.len().min(self.room);
                            self.read(&inner, true)?;
                        }
                        "UserObject" | "object" => self.wrapper = None,
                        _ => {}
                    }
                    packed.clear();
                }
                Event::Text(text) => packed.push_str(&text.into_inner()),
                Event::CData(text) => packed.push_str(&text.into_inner()),
                Event::DocType(_) => {
                    return Err(broken("it has a document type, and draw.io writes none"));
                }
                Event::Eof => return Ok(()),
                Event::GeneralRef(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn element(&mut self, element: &BytesStart<'_>) -> Result<(), ImportError> {
        match element.name().into_inner() {
            "diagram" => {
                if self.pages.len() >= MAX_PAGES {
                    return Err(ImportError::TooMany { what: "pages", limit: MAX_PAGES });
                }
                let mut page = Page::default();
                each(element, |key, value| {
                    if key == "name" {
                        page.name = value;
                    }
                })?;
                self.pages.push(page);
            }
            "UserObject" | "object" => {
                let mut wrapper = (String::new(), String::new());
                each(element, |key, value| match key {
                    "id" => wrapper.0 = value,
                    "label" => wrapper.1 = value,
                    _ => {}
                })?;
                self.wrapper = Some(wrapper);
            }
            "mxCell" => self.cell(element)?,
            "mxGeometry" => {
                let Some(cell) = self.pages.last_mut().and_then(|page| page.cells.last_mut())
                else {
                    return Ok(());
                };
                each(element, |key, value| {
                    let number = || value.trim().parse().ok().filter(|x: &f64| x.is_finite());
                    match key {
                        "x" => cell.place[0] = number().unwrap_or_default(),
                        "y" => cell.place[1] = number().unwrap_or_default(),
                        "width" => cell.place[2] = number().unwrap_or_default(),
                        "height" => cell.place[3] = number().unwrap_or_default(),
                        "relative" => cell.relative = value == "1",
                        _ => {}
                    }
                })?;
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), ImportError> {
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(ImportError::TooMany { what: "cells", limit: MAX_CELLS });
        }
        let mut cell = Cell::default();
        each(element, |key, value| match key {
            "id" => cell.id = value,
            "value" => cell.value = value,
            "style" => cell.style = value,
            "vertex" => cell.vertex = value == "1",
            "edge" => cell.edge = value == "1",
            "source" => cell.source = value,
            "target" => cell.target = value,
            "parent" => cell.parent = value,
            _ => {}
        })?;
        if let Some((id, label)) = self.wrapper.take() {
            cell.id = id;
            cell.value = label;
        }
        // A model on its own, as draw.io copies it, is a page without a name.
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        if let Some(page) = self.pages.last_mut() {
            page.cells.push(cell);
        }
        Ok(())
    }
}

/// Hands over the attributes of an element, unescaped.
fn each(element: &BytesStart<'_>, mut take: impl FnMut(&str, String)) -> Result<(), ImportError> {
    let mut attributes = element.attributes();
    // Which would compare each with all before it.
    attributes.with_checks(false);
    for (count, attribute) in attributes.enumerate() {
        if count >= MAX_ATTRIBUTES {
            return Err(broken("an element has too many attributes"));
        }
        let attribute = attribute.map_err(|error| broken(&error.to_string()))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| broken(&error.to_string()))?;
        take(attribute.key.into_inner(), value.into_owned());
    }
    Ok(())
}

fn broken(why: &str) -> ImportError {
    ImportError::Broken { why: format!("{why}.") }
}
