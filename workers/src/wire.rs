//! Messages as bytes, for both workers.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The build of this code. Worker files keep their names from build to build, so a cached worker
/// can meet a newer page.
pub const BUILD: &str = match option_env!("WINDTUNNEL_BUILD") {
    Some(build) => build,
    None => "dev",
};

/// Why bytes are not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be read: {0}")]
pub struct DecodeError(String);

/// A message as bytes.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Only a serialiser that writes to too small a buffer, or a type of unknown length, can fail.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// Bytes as a message.
///
/// # Errors
/// The bytes are not one, or more than one.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(DecodeError(format!("{} bytes too many", rest.len()))),
        Err(error) => Err(DecodeError(error.to_string())),
    }
}
