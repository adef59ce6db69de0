//! A number a person types, nudges with the arrow keys, or moves with a slider.

use leptos::prelude::*;
use windtunnel_design::number;

use super::draft::Draft;

/// A number field.
#[derive(Clone)]
pub struct Number {
    /// Id of the input, for its label.
    pub id: String,
    /// Ids of what describes it.
    pub described_by: String,
    /// Name of the undo step.
    pub step: String,
    /// The document's value.
    pub value: Signal<f64>,
    /// Puts a value into the document, or says why it is not allowed.
    pub set: Callback<f64, Result<(), String>>,
    /// Only whole numbers?
    pub whole: bool,
    /// The value that stands for no limit, if one does.
    pub endless: Option<f64>,
    /// What is being typed.
    pub draft: Draft,
}

/// The input for a number.
#[must_use]
pub fn number_input(number: &Number) -> AnyView {
    let Number { id, described_by, step, value, set, whole, endless, draft } = number.clone();
    let typed = move |step: &str, text: String| {
        draft.typed(step, text, |text| match endless {
            Some(endless) if means_endless(text) => set.run(endless),
            _ => set.run(parse(text)?),
        });
    };
    let nudge_step = step.clone();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let direction = match event.key().as_str() {
            "ArrowUp" => 1.0,
            "ArrowDown" => -1.0,
            _ => return draft.key(&event),
        };
        event.prevent_default();
        let now = value.get_untracked();
        if endless.is_some_and(|endless| now >= endless) {
            return;
        }
        let size = nudge(now, whole) * if event.shift_key() { 10.0 } else { 1.0 };
        typed(&nudge_step, plain(tidy(now + direction * size)));
    };
    view! {
        <input
            id=id
            class="input number"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            spellcheck="false"
            aria-describedby=described_by
            aria-invalid=move || draft.error().get().is_some().to_string()
            prop:value=move || draft.shown(|| written(value.get(), endless))
            on:input=move |event| typed(&step, event_target_value(&event))
            on:keydown=on_key
            on:blur=move |_| draft.leave()
        />
    }
    .into_any()
}

/// A slider beside the input, for numbers of a short range.
#[must_use]
pub fn slider(number: &Number, name: String, (min, max): (f64, f64)) -> AnyView {
    let Number { step, value, set, draft, .. } = number.clone();
    view! {
        <input
            type="range"
            min=min
            max=max
            step=(max - min) / 100.0
            aria-label=name
            prop:value=move || plain(value.get())
            on:input=move |event| {
                let to = event_target_value(&event);
                draft.moved(&step, || set.run(parse(&to)?));
            }
            on:change=move |_| draft.leave()
            on:blur=move |_| draft.leave()
        />
    }
    .into_any()
}

/// What stands for no limit, as shown and as typed.
pub const NO_LIMIT: &str = "no limit";

fn means_endless(text: &str) -> bool {
    ["no limit", "none", "unlimited", "∞"].contains(&text.trim().to_ascii_lowercase().as_str())
}

fn written(value: f64, endless: Option<f64>) -> String {
    if endless.is_some_and(|endless| value >= endless) {
        return NO_LIMIT.to_owned();
    }
    plain(value)
}

/// A number as a person may type it: `1000`, `1,000`, `1 000`, `0,5`, `12 %`.
///
/// # Errors
/// Says that it is not a number.
pub fn parse(text: &str) -> Result<f64, String> {
    let mut digits: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '_' && *c != '\'').collect();
    let percent = digits.ends_with('%');
    if percent {
        digits.pop();
    }
    digits = digits.replace('−', "-");
    if groups_of_three(&digits) {
        digits = digits.replace(',', "");
    } else if !digits.contains('.') && digits.matches(',').count() == 1 {
        digits = digits.replace(',', ".");
    }
    if digits.is_empty() {
        return Err("Type a number.".into());
    }
    match number::parse(&digits) {
        Some(value) => Ok(if percent { tidy(value / 100.0) } else { value }),
        None => Err(format!("“{}” is not a number.", text.trim())),
    }
}

fn groups_of_three(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default().trim_start_matches('-');
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    rest.peek().is_some()
        && (1..=3).contains(&first.len())
        && first != "0"
        && rest.all(|group| group.len() == 3)
}

/// A number with all its digits and nothing else.
#[must_use]
pub fn plain(value: f64) -> String {
    format!("{value}")
}

/// How far an arrow key moves a number: a tenth of its leading digit's place, at least one for
/// counts.
fn nudge(value: f64, whole: bool) -> f64 {
    if value == 0.0 {
        return if whole { 1.0 } else { 0.01 };
    }
    let step = libm::pow(10.0, libm::floor(libm::log10(value.abs())) - 1.0);
    if whole { step.max(1.0) } else { step }
}

/// Rounds away the dust that decimal steps leave in binary numbers.
fn tidy(value: f64) -> f64 {
    let text = format!("{value:.12}");
    number::parse(&text).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(parse("1000"), Ok(1000.0));
        assert_eq!(parse(" 1,000 "), Ok(1000.0));
        assert_eq!(parse("1,000,000.5"), Ok(1_000_000.5));
        assert_eq!(parse("1 000"), Ok(1000.0));
        assert_eq!(parse("0,5"), Ok(0.5));
        assert_eq!(parse("0,500"), Ok(0.5));
        assert_eq!(parse("−3"), Ok(-3.0));
        assert_eq!(parse("12 %"), Ok(0.12));
        assert_eq!(parse("1e3"), Ok(1000.0));
    }

    #[test]
    fn what_is_no_number_says_so() {
        for text in ["", "ten", "1,2,3", "inf", "NaN", "1.2.3", "%"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_limit_is_said_and_understood() {
        assert_eq!(written(1e9, Some(1e9)), "no limit");
        assert_eq!(written(1e9, None), "1000000000");
        assert_eq!(written(7.0, Some(1e9)), "7");
        assert!(means_endless(" No limit ") && means_endless("∞") && !means_endless("0"));
    }

    #[test]
    fn arrows_move_by_a_sensible_step() {
        assert_eq!(nudge(8.0, true), 1.0);
        assert_eq!(nudge(1000.0, true), 100.0);
        assert!((nudge(0.9, false) - 0.01).abs() < 1e-12);
        assert_eq!(nudge(30.0, false), 1.0);
        assert_eq!(tidy(0.1 + 0.2), 0.3);
    }
}
