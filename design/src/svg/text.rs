//! Text in a picture: escaped, and fitted without a screen to measure it.

use std::borrow::Cow;

/// The system's own faces, as on the screen.
pub(super) const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/// A text that XML takes as text, between tags and in attributes. Signs that XML has no way to say
/// become a space.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '<' | '>' | '&' | '"' | '\'') && sayable(c);
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if sayable(letter) => out.push(letter),
            _ => out.push(' '),
        }
    }
    Cow::Owned(out)
}

/// What XML 1.0 calls a character.
fn sayable(letter: char) -> bool {
    !matches!(letter, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// About how wide a text is, in the units of its size: a picture is made without fonts at hand, so
/// this errs on the wide side.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text.chars().map(letter_width).sum();
    ems * size
}

fn letter_width(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.31,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '/' | '-' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        letter if letter.is_uppercase() => 0.72,
        letter if (letter as u32) < 0x1100 => 0.58,
        _ => 1.0,
    }
}

/// The text, cut with an ellipsis where it would be wider.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&text, size) <= room {
        return text;
    }
    let mut kept = String::new();
    let mut used = letter_width('m') * size;
    for letter in text.chars() {
        used += letter_width(letter) * size;
        if used > room {
            break;
        }
        kept.push(letter);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The text in lines of this width, at most so many; the last is cut where more would follow.
pub(super) fn wrapped(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || width(&longer, size) <= room {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            }
            if lines.len() > most {
                break;
            }
        }
        lines.push(line);
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push_str(" …");
        }
    }
    lines.iter().map(|line| cut(line, size, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_text_to_xml_is_escaped() {
        assert_eq!(escaped("a <b> & \"c\" 'd'"), "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(escaped("a\u{1}b\u{ffff}"), "a b ");
        assert_eq!(escaped("λ ok"), "λ ok");
    }

    #[test]
    fn long_texts_are_cut_and_wrapped_within_their_room() {
        assert_eq!(cut("short", 12.0, 100.0), "short");
        let cut = cut("a very long label indeed", 12.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 80.0, "{cut}");
        let lines = wrapped("one two three four five six", 12.0, 60.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line, 12.0) <= 60.0), "{lines:?}");
        assert_eq!(wrapped("x".repeat(1_000).as_str(), 12.0, 60.0, 3).len(), 1);
    }
}
