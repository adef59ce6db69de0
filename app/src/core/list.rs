//! Lists of numbers as people type them.

use windtunnel_design::number;

/// Longer lists are told, not shown: nobody edits a recording by hand.
pub const MOST_SHOWN: usize = 500;

/// The numbers of a text: apart by commas, semicolons, spaces or line breaks.
///
/// # Errors
/// Says which of them is no number.
pub fn parse(text: &str) -> Result<Vec<f64>, String> {
    let apart = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let words = text.split(apart).filter(|word| !word.is_empty());
    let mut values = Vec::new();
    for (at, word) in words.enumerate() {
        match number::parse(&word.replace('−', "-")) {
            Some(value) => values.push(value),
            None => {
                let word: String = word.chars().take(20).collect();
                return Err(format!("“{word}”, number {} of the list, is no number.", at + 1));
            }
        }
    }
    Ok(values)
}

/// The text of a list.
#[must_use]
pub fn written(values: &[f64]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A long list in a sentence: `200,000 numbers from 0.5 to 3600`.
#[must_use]
pub fn told(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let count = super::format::count(values.len() as f64);
    format!("{count} numbers from {least} to {most}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_people_write_them() {
        assert_eq!(parse("1, 2.5;3\n4\t 5e1 −6"), Ok(vec![1.0, 2.5, 3.0, 4.0, 50.0, -6.0]));
        assert_eq!(parse("  \n"), Ok(vec![]));
        assert_eq!(parse(&written(&[0.1, 2.0])), Ok(vec![0.1, 2.0]));
    }

    #[test]
    fn what_is_no_number_is_named_with_its_place() {
        assert_eq!(parse("1, two, 3"), Err("“two”, number 2 of the list, is no number.".into()));
        assert!(parse("1 inf").is_err());
    }

    #[test]
    fn long_lists_are_told() {
        let values: Vec<f64> = (1..=2_000).map(f64::from).collect();
        assert_eq!(told(&values), "2,000 numbers from 1 to 2000");
    }
}
