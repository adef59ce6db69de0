//! A design as one short text: its file, packed, in URL-safe base64.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use windtunnel_design::limits::MAX_BYTES;
use windtunnel_design::{Document, file};

use super::packing;
pub use super::packing::Effort;

/// Why a text is not a design.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BodyError {
    /// Letters that no such text has.
    #[error("it has been cut off or changed on its way (not base64)")]
    Letters,
    /// Not deflated data, or too much of it.
    #[error("it has been cut off or changed on its way (not a packed design)")]
    Packing,
    /// The design inside is not valid.
    #[error("{0}")]
    File(#[from] file::LoadError),
}

/// The text of a design.
#[must_use]
pub fn pack(document: &Document, effort: Effort) -> String {
    let saved = file::save(document);
    // Reading and writing it once more is for links, where spaces for people cost letters.
    let text = if effort == Effort::Small { close_set(&saved) } else { saved };
    URL_SAFE_NO_PAD.encode(packing::pack(text.as_bytes(), effort))
}

/// The file without the spaces and line ends that are there for people.
fn close_set(file: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(file);
    value.map_or_else(|_| file.to_owned(), |value| value.to_string())
}

/// The design in a text.
///
/// # Errors
/// Says what is wrong with it; a text that would unpack to more than any file may hold is refused.
pub fn unpack(text: &str) -> Result<Document, BodyError> {
    Ok(file::open(&unpack_file(text)?)?)
}

/// The file in a text, whether it can be opened or not.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_file(text: &str) -> Result<String, BodyError> {
    inflate(text, |packed| packing::unpack(packed, MAX_BYTES))
}

/// The design in a text of the first kind of links: packed without knowing any words.
///
/// # Errors
/// As [`unpack`].
pub fn unpack_first(text: &str) -> Result<Document, BodyError> {
    let file = inflate(text, |packed| decompress_to_vec_with_limit(packed, MAX_BYTES).ok())?;
    Ok(file::open(&file)?)
}

fn inflate(text: &str, unpack: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Result<String, BodyError> {
    let packed = URL_SAFE_NO_PAD.decode(text).map_err(|_letters| BodyError::Letters)?;
    let bytes = unpack(&packed).ok_or(BodyError::Packing)?;
    String::from_utf8(bytes).map_err(|_text| BodyError::Packing)
}

#[cfg(test)]
mod tests {
    use windtunnel_design::failures::{FailurePlan, Stakes};
    use windtunnel_design::templates;

    use super::*;

    #[test]
    fn a_design_comes_back_from_its_text() {
        for template in templates::all() {
            let mut document = template.document();
            let plan = FailurePlan { stakes: Some(Stakes::Money), ..FailurePlan::default() };
            if document.nodes.contains_key("sink") {
                document.failure_plans.insert("sink".into(), plan);
            }
            for effort in [Effort::Small, Effort::Quick] {
                assert_eq!(unpack(&pack(&document, effort)), Ok(document.clone()));
            }
        }
    }

    #[test]
    fn what_would_unpack_to_gigabytes_is_refused() {
        let bomb = vec![b' '; MAX_BYTES + 1];
        let packed = URL_SAFE_NO_PAD.encode(packing::pack(&bomb, Effort::Small));
        assert_eq!(unpack(&packed), Err(BodyError::Packing));
        let plain = URL_SAFE_NO_PAD.encode(miniz_oxide::deflate::compress_to_vec(&bomb, 9));
        assert_eq!(unpack_first(&plain), Err(BodyError::Packing));
    }
}
