//! Links that hold a whole design in their fragment, which browsers never send to a server.
//!
//! `#w1=` and the design file, deflated, in URL-safe base64; `#template=` and the name of an
//! example, where the design is one. The file inside has a schema of its own, so links age as files
//! do.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use windtunnel_design::limits::MAX_BYTES;
use windtunnel_design::{Document, file, templates};

const DESIGN: &str = "#w1=";
const TEMPLATE: &str = "#template=";

/// Best compression that is still quick on a design of a hundred kilobytes.
const LEVEL: u8 = 9;

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
    let packed = compress_to_vec(close_set(&file::save(document)).as_bytes(), LEVEL);
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
    fragment.strip_prefix(DESIGN).map(unpack)
}

fn unpack(text: &str) -> Result<Document, LinkError> {
    let packed = URL_SAFE_NO_PAD.decode(text).map_err(|_letters| LinkError::Letters)?;
    let bytes =
        decompress_to_vec_with_limit(&packed, MAX_BYTES).map_err(|_packing| LinkError::Packing)?;
    let text = String::from_utf8(bytes).map_err(|_text| LinkError::Packing)?;
    Ok(file::load(&text)?.document)
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
    fn an_example_has_a_short_link() {
        for template in templates::all() {
            let link = fragment(&template.document());
            assert!(link.starts_with(TEMPLATE), "{link}");
            assert_eq!(open(&link), Some(Ok(template.document())));
        }
    }

    #[test]
    fn an_ordinary_design_fits_into_a_chat_message() {
        let length = fragment(&edited()).len();
        assert!(length < CHAT_LIMIT, "{length}");
    }

    #[test]
    fn a_bad_link_is_refused_with_a_reason() {
        let link = fragment(&edited());
        let cut = &link[..link.len() / 2];
        assert!(matches!(open(cut), Some(Err(_))));
        assert_eq!(open("#w1=!!!"), Some(Err(LinkError::Letters)));
        assert_eq!(open("#w1=AAAA"), Some(Err(LinkError::Packing)));
        let missing = LinkError::NoTemplate("nothing".into());
        assert_eq!(open("#template=nothing"), Some(Err(missing)));
        assert_eq!(open("#elsewhere"), None);
        assert_eq!(open(""), None);
    }

    #[test]
    fn a_link_that_unpacks_to_gigabytes_is_refused() {
        let bomb = compress_to_vec(&vec![b' '; MAX_BYTES + 1], LEVEL);
        let link = format!("{DESIGN}{}", URL_SAFE_NO_PAD.encode(bomb));
        assert_eq!(open(&link), Some(Err(LinkError::Packing)));
    }
}
