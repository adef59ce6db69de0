//! Links that hold a whole design in their fragment, which browsers never send to a server.
//!
//! `#w2=` and the design file, packed, in URL-safe base64; `#template=` and the name of an example,
//! where the design is one. The file inside has a schema of its own, so links age as files do. Links
//! that begin with `#w1=` are older: packed without knowing the words that designs have in common.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use windtunnel_design::limits::MAX_BYTES;
use windtunnel_design::{Document, file, templates};

use super::packing;

const DESIGN: &str = "#w2=";
const OLD_DESIGN: &str = "#w1=";
const TEMPLATE: &str = "#template=";

/// Longest link that chat programs pass on whole.
pub const CHAT_LIMIT: usize = 2_000;

/// Why a link could not be opened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// Letters that no link of ours has.
    #[error("it has been cut off or changed on its way (not base64)")]
    Letters,
    /// Not deflated data, or too much of it.
    #[error("it has been cut off or changed on its way (not a packed design)")]
    Packing,
    /// No such example.
    #[error("there is no example called “{0}”")]
    NoTemplate(String),
    /// The design inside is not valid.
    #[error("{0}")]
    File(#[from] file::LoadError),
}

/// The fragment for a document.
#[must_use]
pub fn fragment(document: &Document) -> String {
    let example = templates::all().iter().find(|template| template.document() == *document);
    if let Some(template) = example {
        return format!("{TEMPLATE}{}", template.id);
    }
    let packed = packing::pack(close_set(&file::save(document)).as_bytes());
    format!("{DESIGN}{}", URL_SAFE_NO_PAD.encode(packed))
}

/// The file without the spaces and line ends that are there for people: they cost letters, even
/// packed.
fn close_set(file: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(file);
    value.map_or_else(|_| file.to_owned(), |value| value.to_string())
}

/// The document in a fragment; `None` where the fragment is not one of ours.
#[must_use]
pub fn open(fragment: &str) -> Option<Result<Document, LinkError>> {
    if let Some(id) = fragment.strip_prefix(TEMPLATE) {
        let found = templates::find(id).map(templates::Template::document);
        return Some(found.ok_or_else(|| LinkError::NoTemplate(id.to_owned())));
    }
    if let Some(text) = fragment.strip_prefix(OLD_DESIGN) {
        return Some(unpack(text, |packed| decompress_to_vec_with_limit(packed, MAX_BYTES).ok()));
    }
    fragment
        .strip_prefix(DESIGN)
        .map(|text| unpack(text, |packed| packing::unpack(packed, MAX_BYTES)))
}

fn unpack(text: &str, inflate: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Result<Document, LinkError> {
    let packed = URL_SAFE_NO_PAD.decode(text).map_err(|_letters| LinkError::Letters)?;
    let bytes = inflate(&packed).ok_or(LinkError::Packing)?;
    let text = String::from_utf8(bytes).map_err(|_text| LinkError::Packing)?;
    Ok(file::open(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited() -> Document {
        let mut document = templates::all()[0].document();
        document.title.push_str(", edited");
        document
    }

    #[test]
    fn a_design_comes_back_from_its_link() {
        let document = edited();
        let link = fragment(&document);
        assert!(link.starts_with(DESIGN));
        assert_eq!(open(&link), Some(Ok(document)));
    }

    #[test]
    fn a_link_of_before_still_opens() {
        let document = edited();
        let packed = miniz_oxide::deflate::compress_to_vec(file::save(&document).as_bytes(), 9);
        let link = format!("{OLD_DESIGN}{}", URL_SAFE_NO_PAD.encode(packed));
        assert_eq!(open(&link), Some(Ok(document)));
    }

    #[test]
    fn an_example_has_a_short_link() {
        for template in templates::all() {
            let link = fragment(&template.document());
            assert!(link.starts_with(TEMPLATE), "{link}");
            assert_eq!(open(&link), Some(Ok(template.document())));
        }
    }

    #[test]
    fn an_ordinary_design_fits_into_a_chat_message() {
        for template in templates::all() {
            let mut document = template.document();
            document.title.push_str(", edited");
            let length = fragment(&document).len();
            assert!(length < CHAT_LIMIT, "{}: {length}", template.id);
        }
    }

    #[test]
    fn a_bad_link_is_refused_with_a_reason() {
        let link = fragment(&edited());
        let cut = &link[..link.len() / 2];
        assert!(matches!(open(cut), Some(Err(_))));
        assert_eq!(open("#w2=!!!"), Some(Err(LinkError::Letters)));
        assert_eq!(open("#w2=AAAA"), Some(Err(LinkError::Packing)));
        let missing = LinkError::NoTemplate("nothing".into());
        assert_eq!(open("#template=nothing"), Some(Err(missing)));
        assert_eq!(open("#elsewhere"), None);
        assert_eq!(open(""), None);
    }

    #[test]
    fn a_link_that_unpacks_to_gigabytes_is_refused() {
        let bomb = vec![b' '; MAX_BYTES + 1];
        let old = miniz_oxide::deflate::compress_to_vec(&bomb, 9);
        for (start, bomb) in [(DESIGN, packing::pack(&bomb)), (OLD_DESIGN, old)] {
            let link = format!("{start}{}", URL_SAFE_NO_PAD.encode(bomb));
            assert_eq!(open(&link), Some(Err(LinkError::Packing)));
        }
    }
}
