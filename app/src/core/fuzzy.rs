//! How well a name answers what a person types.

/// How far a text is from the words sought; 0 is closest, `None` where a word is not in it.
///
/// Each word may begin the text, begin a word of it, stand within it, or have its letters in order
/// somewhere in it; each of these counts more than the one before. Only ASCII letters have capitals
/// here, as elsewhere on the page: Unicode's tables would be loaded before the first screen.
#[must_use]
pub fn distance(sought: &str, text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let mut sum = 0;
    for word in sought.split_whitespace() {
        sum += of_word(&word.to_ascii_lowercase(), &text)?;
    }
    Some(sum)
}

fn of_word(word: &str, text: &str) -> Option<u32> {
    if text.starts_with(word) {
        return Some(0);
    }
    if text.contains(word) {
        let begins = text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word));
        return Some(if begins { 1 } else { 2 });
    }
    // The letters of a short word are in order almost anywhere.
    if word.chars().count() < 3 {
        return None;
    }
    let (mut letters, mut gaps, mut begun) = (word.chars().peekable(), 0, false);
    for letter in text.chars() {
        match letters.peek() {
            None => break,
            Some(&next) if next == letter => {
                begun = true;
                letters.next();
            }
            Some(_) => gaps += u32::from(begun),
        }
    }
    letters.peek().is_none().then_some(3 + gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closer_names_come_first() {
        let order = ["Model server", "Previous model", "Remodelled", "My old delivery"];
        let found = order.map(|text| distance("model", text));
        assert_eq!(found[..3], [Some(0), Some(1), Some(2)]);
        assert!(distance("mdl", "Model server") > Some(2));
        assert_eq!(distance("mdl", "Gateway"), None);
    }

    #[test]
    fn every_word_counts_and_none_finds_all() {
        assert_eq!(distance("add mod", "Add Model server"), Some(1));
        assert_eq!(distance("add mod", "Add Gateway"), None);
        assert_eq!(distance("  ", "anything"), Some(0));
    }

    #[test]
    fn two_letters_must_stand_together() {
        assert_eq!(distance("gy", "Gateway"), None);
        assert_eq!(distance("ga", "Gateway"), Some(0));
    }
}
