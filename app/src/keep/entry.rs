//! One kept design: five lines. What a list shows stands before the design itself, so that a list
//! of many unpacks none of them.

use windtunnel_design::{Document, number};

use super::body::{self, BodyError, Effort};
use super::picture::{Picture, picture};

/// First word of every entry; a later format has another.
const FORMAT: &str = "1";

/// Which writing of a design it is: another tab's has another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// Counts the writings.
    pub number: u32,
    /// The tab that wrote it.
    pub tab: String,
}

/// What is known of a kept design without opening it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Real time in milliseconds since 1970.
    pub created_ms: f64,
    /// Real time in milliseconds since 1970.
    pub changed_ms: f64,
    /// Which writing it is.
    pub mark: Mark,
    /// Title of the design, on one line.
    pub title: String,
    /// How many nodes it has.
    pub nodes: usize,
    /// Its picture.
    pub picture: Picture,
    /// The design: packed, or a file as it is where it could not be read.
    pub body: String,
}

impl Entry {
    /// The entry of a document.
    #[must_use]
    pub fn new(document: &Document, created_ms: f64, changed_ms: f64, mark: Mark) -> Self {
        Self {
            created_ms,
            changed_ms,
            mark,
            title: one_line(&document.title),
            nodes: document.nodes.len(),
            picture: picture(document),
            body: body::pack(document, Effort::Quick),
        }
    }

    /// The entry of a file that cannot be opened: kept as it is, to be saved or for a later version.
    #[must_use]
    pub fn unread(file: &str, title: &str, now_ms: f64) -> Self {
        Self {
            created_ms: now_ms,
            changed_ms: now_ms,
            mark: Mark::default(),
            title: title.to_owned(),
            nodes: 0,
            picture: Picture::default(),
            body: file.to_owned(),
        }
    }

    /// The text that is kept.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { created_ms, changed_ms, mark, title, nodes, picture, body } = self;
        let (number, tab) = (mark.number, &mark.tab);
        let (boxes, lines) = (&picture.boxes, &picture.lines);
        format!(
            "{FORMAT} {created_ms:.0} {changed_ms:.0} {number} {nodes} {tab}\n\
             {title}\n{boxes}\n{lines}\n{body}"
        )
    }

    /// The entry in a kept text; `None` where it is none of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '\n');
        let mut head = parts.next()?.splitn(6, ' ');
        if head.next()? != FORMAT {
            return None;
        }
        let entry = Self {
            created_ms: number::parse(head.next()?)?,
            changed_ms: number::parse(head.next()?)?,
            mark: Mark { number: head.next()?.parse().ok()?, tab: String::new() },
            nodes: head.next()?.parse().ok()?,
            title: parts.next()?.to_owned(),
            picture: Picture { boxes: parts.next()?.to_owned(), lines: parts.next()?.to_owned() },
            body: parts.next()?.to_owned(),
        };
        let mark = Mark { tab: head.next()?.to_owned(), ..entry.mark };
        Some(Self { mark, ..entry })
    }

    /// The design.
    ///
    /// # Errors
    /// Says why it cannot be opened.
    pub fn document(&self) -> Result<Document, BodyError> {
        if self.is_file() {
            return Ok(windtunnel_design::file::open(&self.body)?);
        }
        body::unpack(&self.body)
    }

    /// The design as a file, whether it can be opened or not.
    #[must_use]
    pub fn file(&self) -> String {
        if self.is_file() {
            return self.body.clone();
        }
        // What cannot even be unpacked is handed out as it lies there.
        body::unpack_file(&self.body).unwrap_or_else(|_spoiled| self.body.clone())
    }

    /// Packed texts have neither braces nor spaces.
    fn is_file(&self) -> bool {
        self.body.contains(['{', ' ', '\n'])
    }
}

/// A title may hold line ends; a line may not.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use windtunnel_design::templates;

    use super::*;

    #[test]
    fn an_entry_comes_back_from_its_text() {
        let mut document = templates::all()[0].document();
        document.title = "Two\nlines".into();
        let mark = Mark { number: 7, tab: "tab a".into() };
        let entry = Entry::new(&document, 1.0, 2_000_000_000_000.0, mark);
        assert_eq!(Entry::read(&entry.text()), Some(entry.clone()));
        assert_eq!((entry.title.as_str(), entry.document()), ("Two lines", Ok(document)));
    }

    #[test]
    fn what_cannot_be_read_is_kept_to_the_letter() {
        let file = "{\"format\": \"windtunnel\",\n \"schema\": 99}\n";
        let entry = Entry::unread(file, "Work of before", 5.0);
        let again = Entry::read(&entry.text()).expect("an entry");
        assert_eq!(again.file(), file);
        assert!(again.document().is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_an_entry_or_none(text in "(1 [0-9]{1,3} [0-9]{1,3} )?.{0,60}(\n.{0,8}){0,6}") {
            if let Some(entry) = Entry::read(&text) {
                drop(entry.document());
                drop(entry.file());
            }
        }
    }
}
