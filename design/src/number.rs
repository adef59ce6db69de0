//! Numbers as people and other programs write them.

/// The number that a text writes in decimal, read to the last bit: `12`, `-0.5`, `+3.`, `.5`,
/// `1e-3`. Not the words that Rust reads too: neither `inf` nor `NaN` is a number to a person.
///
/// By the reader that documents have already: the standard library's brings along a table of
/// powers of five of its own, 10 kB that the first screen would wait for.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = digits.split_at(digits.find(['e', 'E']).unwrap_or(digits.len()));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    // As JSON wants it: no zeros before the first digit, and a digit on either side of the point.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    serde_json::from_str(&format!("{sign}{whole}.{fraction}0{exponent}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_does() {
        let texts = [
            "0",
            "-0",
            "12",
            "+12",
            "007",
            "-0.5",
            ".5",
            "5.",
            "+.5e3",
            "1e-3",
            "1E+21",
            "0.1",
            "2.2250738585072011e-308",
            "4.9e-324",
            "1.7976931348623157e308",
            "123456789012345678",
            "9007199254740993",
            "0.30000000000000004",
            "00.10",
            "1e-400",
            "0e999",
        ];
        for text in texts {
            let standard = text.parse::<f64>().expect("the standard library reads it");
            assert_eq!(parse(text).map(f64::to_bits), Some(standard.to_bits()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let texts = [
            "", "-", "+", ".", "-.", "e5", "1e", "1e+", "--1", "+-1", "1.2.3", "1,5", " 1", "1 ",
            "inf", "NaN", "infinity", "0x10", "1f", "1e5.0", "½", "1e999",
        ];
        for text in texts {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
