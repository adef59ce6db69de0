//! Styles as they are sent: without what is there for people only.

use std::fs;
use std::path::Path;

use crate::error::{Context, Result};

/// Takes comments, indentation and empty lines out of the style sheets in `dist`.
pub fn tidy(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist).doing("read", dist)? {
        let path = entry.doing("read", dist)?.path();
        if path.extension().is_some_and(|extension| extension == "css") {
            let text = fs::read_to_string(&path).doing("read", &path)?;
            fs::write(&path, short(&text)).doing("write", &path)?;
        }
    }
    Ok(())
}

fn short(css: &str) -> String {
    let bare = without_comments(css);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// What stands in quotes is no comment, whatever it looks like.
fn without_comments(css: &str) -> String {
    let mut text = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css;
    while let Some(letter) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        if quote == Some(letter) {
            quote = None;
        } else if quote.is_none() && matches!(letter, '"' | '\'') {
            quote = Some(letter);
        }
        text.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_rules_stay() {
        let css = "/* All\n   of it. */\na {\n  color: red; /* why */\n\n  margin: 0 1px;\n}\n";
        assert_eq!(short(css), "a {\ncolor: red;\nmargin: 0 1px;\n}\n");
    }

    #[test]
    fn quoted_text_is_left_alone() {
        let css = "a::before { content: \"/* é */\"; }\nb { content: '\"/*'; }\n";
        assert_eq!(short(css), css);
        assert_eq!(short("a {} /* never closed"), "a {}\n");
    }
}
