//! Lengths as the drawing writes them.

use std::fmt::{Display, Formatter, Result};

/// A length to a tenth of a canvas unit. The library's `{:.1}` is made for all numbers there are, and
/// takes several times as long; a drag writes dozens in a frame.
#[derive(Debug, Clone, Copy)]
pub struct Tenths(pub f64);

impl Display for Tenths {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        // Beyond what is drawn, `as` stops at the ends of the integers.
        let tenths = (self.0 * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (whole, part) => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whole_numbers_have_no_point() {
        let written = [0.0, -0.0, 12.0, -3.0, 0.04, -0.04].map(|it| Tenths(it).to_string());
        assert_eq!(written, ["0", "0", "12", "-3", "0", "0"]);
    }

    proptest! {
        #[test]
        fn it_is_the_nearest_tenth(length in -1e9_f64..1e9) {
            let read: f64 = Tenths(length).to_string().parse().unwrap();
            prop_assert!((read - length).abs() <= 0.050_001);
        }
    }
}
