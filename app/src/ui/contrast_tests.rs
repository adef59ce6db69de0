//! Text and focus can be read on every ground, in every theme.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../style/tokens.css");
const GROUNDS: [&str; 4] = ["paper", "surface", "raised", "sunk"];
const TEXT: [&str; 15] = [
    "ink",
    "ink-soft",
    "ink-faint",
    "accent",
    "flow",
    "healthy",
    "waiting",
    "degraded",
    "failed",
    "system",
    "rival-nothing",
    "rival-rules",
    "stream",
    "feedback",
    "control",
];

/// Colours by token, as `#rrggbb`.
fn colours(css: &str) -> BTreeMap<&str, &str> {
    let declarations = css.split(';').filter_map(|line| line.rsplit("--").next()?.split_once(": "));
    declarations.filter(|(_, value)| value.starts_with('#') && value.len() == 7).collect()
}

/// Light and dark, each with the least contrast of its text: as usual, and high.
fn themes() -> [(BTreeMap<&'static str, &'static str>, f64); 4] {
    let block = |selector: &str| {
        let (_, rest) = TOKENS.split_once(&format!("\n{selector} {{")).expect("a theme");
        colours(rest.split_once("\n}").expect("its end").0)
    };
    let over = |ground: &BTreeMap<&'static str, &'static str>, selector: &str| {
        let mut whole = ground.clone();
        whole.extend(block(selector));
        whole
    };
    let light = block(":root");
    let dark = over(&light, ":root[data-theme=\"dark\"]");
    let high = ":root[data-contrast=\"more\"]";
    let high_light = over(&light, high);
    let high_dark = over(&over(&dark, high), ":root[data-theme=\"dark\"][data-contrast=\"more\"]");
    [(light, 4.5), (dark, 4.5), (high_light, 7.0), (high_dark, 7.0)]
}

/// Relative luminance as WCAG 2 defines it.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("two hexadecimal digits");
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_can_be_read_on_every_ground() {
    for (theme, least) in themes() {
        for text in TEXT {
            for ground in GROUNDS {
                let ratio = contrast(theme[text], theme[ground]);
                assert!(ratio >= least, "{text} on {ground}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn states_can_be_read_on_their_own_ground() {
    for (theme, least) in themes() {
        for state in ["healthy", "waiting", "degraded", "failed", "accent"] {
            let soft = format!("{state}-soft");
            let ratio = contrast(theme[state], theme[soft.as_str()]);
            assert!(ratio >= least, "{state}: {ratio:.2}");
        }
        assert!(contrast(theme["on-accent"], theme["accent"]) >= least);
    }
}

#[test]
fn edges_of_fields_and_the_focus_stand_out() {
    for (theme, least) in themes() {
        for edge in ["line-strong", "focus"] {
            for ground in GROUNDS {
                let ratio = contrast(theme[edge], theme[ground]);
                assert!(ratio >= least - 1.5, "{edge} on {ground}: {ratio:.2}");
            }
        }
    }
}
