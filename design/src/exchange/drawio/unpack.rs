//! Packed pages: XML as a URI component, deflated, in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::exchange::ImportError;

/// The XML of a packed page, at most so many bytes of it.
pub(super) fn unpack(text: &str, limit: usize) -> Result<String, ImportError> {
    let broken = |why: &str| ImportError::Broken { why: format!("a packed page is {why}.") };
    let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let packed = STANDARD.decode(letters).map_err(|_letters| broken("not base64"))?;
    let bytes = decompress_to_vec_with_limit(&packed, limit)
        .map_err(|_reason| broken("not deflated, or much too large"))?;
    String::from_utf8(percent_decoded(&bytes)).map_err(|_letters| broken("not UTF-8"))
}

fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let code = if first == b'%' { after.get(..2) } else { None };
        let byte = code
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(first);
                rest = after;
            }
        }
    }
    out
}
