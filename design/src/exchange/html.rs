//! Labels that are HTML elsewhere, as the plain text that they are here.

/// The text without its tags, with entities as the letters they stand for. What is left is text:
/// nobody takes it as HTML again.
pub(super) fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, length) = if rest.starts_with('<') { tag(rest) } else { entity(rest) };
        match text {
            Some(text) => out.push(text),
            None if length == 1 => out.push_str(&rest[..1]),
            None => {}
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// What a tag becomes (a space, where it breaks the line, or nothing), and its length; a sign that
/// begins no tag has the length 1.
fn tag(rest: &str) -> (Option<char>, usize) {
    let begins = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let Some(end) = rest.find('>').filter(|_| begins) else { return (None, 1) };
    let word: String = rest[1..end]
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .flat_map(char::to_lowercase)
        .collect();
    let breaks = ["br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "h1", "h2", "h3", "hr"];
    let space = breaks.contains(&word.as_str()).then_some(' ');
    (space, end + 1)
}

fn entity(rest: &str) -> (Option<char>, usize) {
    // The longest entity worth knowing is `&#x10FFFF;`.
    let Some(end) = rest.bytes().take(12).position(|byte| byte == b';') else { return (None, 1) };
    match letter(&rest[1..end]) {
        Some(letter) => (Some(letter), end + 1),
        None => (None, 1),
    }
}

/// The letter that an entity stands for, by its name or its number.
pub(super) fn letter(name: &str) -> Option<char> {
    match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        "nbsp" => return Some(' '),
        _ => {}
    }
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_entities_become_letters() {
        for (html, text) in [
            ("<b>Fraud</b><br/>model", "Fraud model"),
            ("a &lt; b &amp;&amp; c", "a < b && c"),
            ("&#955; &#x3BB;", "λ λ"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("&lt;b&gt;", "<b>"),
            ("a <b", "a <b"),
            ("&unknown; &", "&unknown; &"),
            ("é<i>é</i>é", "ééé"),
        ] {
            assert_eq!(to_text(html), text);
        }
    }
}
