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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Reads noise as messages of either direction, with each variant's number in front.
    pub(crate) fn survive_noise<To: DeserializeOwned, From: DeserializeOwned>(
        seed: u64,
        variants: u8,
    ) {
        let mut state = seed;
        let mut noise = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[0]
        };
        for length in 0..400_usize {
            let mut bytes: Vec<u8> = (0..length).map(|_| noise()).collect();
            for variant in 0..variants {
                if let Some(first) = bytes.first_mut() {
                    *first = variant;
                }
                drop(decode::<To>(&bytes));
                drop(decode::<From>(&bytes));
            }
        }
    }
}
