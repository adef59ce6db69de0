//! A link as a QR code: one SVG path.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// Dots of light that a reader needs around the code.
const QUIET: i32 = 4;

/// A code to be drawn: `size` dots wide, the quiet zone among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Dots on each side.
    pub size: i32,
    /// The dark dots.
    pub path: String,
}

/// The code of a text; `None` where it is too long for any.
#[must_use]
pub fn draw(text: &str) -> Option<Drawn> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&x| code.get_module(x, y)).count() as i32;
            if run > 0 {
                // Writing to a string does not fail.
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).ok();
            }
            x += run + 1;
        }
    }
    Some(Drawn { size: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_has_exactly_the_dark_dots() {
        let text = "https://example.org/#w2=7Zs";
        let code = QrCode::encode_text(text, QrCodeEcc::Low).expect("it is short");
        let drawn = draw(text).expect("it is short");
        assert_eq!(drawn.size, code.size() + 2 * QUIET);
        let dark = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .filter(|&(x, y)| code.get_module(x, y))
            .count();
        let in_path: usize = drawn
            .path
            .split('h')
            .skip(1)
            .step_by(2)
            .filter_map(|run| run.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(in_path, dark);
    }

    #[test]
    fn a_text_of_any_length_is_a_code_or_none() {
        assert!(draw(&"a".repeat(2_000)).is_some());
        assert_eq!(draw(&"a".repeat(10_000)), None);
    }
}
