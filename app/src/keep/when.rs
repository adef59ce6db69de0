//! Times and sizes of what is kept, in words.

/// How long ago, for what is less than a month old.
#[must_use]
fn ago(age_ms: f64) -> Option<String> {
    let minutes = (age_ms / 60_000.0).max(0.0) as u64;
    let (count, unit) = match minutes {
        0 => return Some("just now".to_owned()),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        1440..43_200 => (minutes / 1440, "day"),
        _ => return None,
    };
    Some(format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" }))
}

/// When something was, for a list.
#[must_use]
pub fn when(at_ms: f64, now_ms: f64) -> String {
    ago(now_ms - at_ms).unwrap_or_else(|| {
        let date = js_sys::Date::new(&at_ms.into());
        date.to_locale_date_string("default", &js_sys::Object::new()).into()
    })
}

/// When something was, to the second, in the words of this place.
#[must_use]
pub fn exactly(at_ms: f64) -> String {
    js_sys::Date::new(&at_ms.into()).to_locale_string("default", &js_sys::Object::new()).into()
}

/// So many letters, as a size.
#[must_use]
pub fn size(letters: usize) -> String {
    match letters {
        0..1_000 => format!("{letters} bytes"),
        1_000..1_000_000 => format!("{} kB", letters.div_ceil(1_000)),
        _ => format!("{:.1} MB", letters as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_largest_unit() {
        let told = |minutes: f64| ago(minutes * 60_000.0).unwrap_or_default();
        assert_eq!(told(-3.0), "just now", "a clock that was put back");
        assert_eq!(told(0.9), "just now");
        assert_eq!(told(1.0), "1 minute ago");
        assert_eq!(told(125.0), "2 hours ago");
        assert_eq!(told(1440.0), "1 day ago");
        assert_eq!(told(60.0 * 24.0 * 30.0), "");
    }

    #[test]
    fn sizes_have_few_digits() {
        assert_eq!([size(12), size(2_340), size(1_250_000)], ["12 bytes", "3 kB", "1.2 MB"]);
    }
}
