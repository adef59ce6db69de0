//! What is written on a link.

use windtunnel_sim::model::{LinkKind, ParamValue, When};

use crate::DocLink;
use crate::format;

/// What is written on a link: under which condition it is taken. Empty for most.
#[must_use]
pub fn link_caption(link: &DocLink) -> String {
    match (link.kind, link.when) {
        (LinkKind::Call, When::Approve) => "approve".to_owned(),
        (LinkKind::Call, When::Review) => "review".to_owned(),
        (LinkKind::Call, When::Decline) => "decline".to_owned(),
        (LinkKind::Call, When::Failure) => {
            let order = number(link, "order").unwrap_or(1.0);
            match word(link, "trigger").filter(|word| *word != "any") {
                Some(trigger) => format!("on {} {order}", trigger.replace('_', " ")),
                None => format!("on failure {order}"),
            }
        }
        (LinkKind::Call, When::Branch) => match number(link, "copies").filter(|&n| n > 1.0) {
            Some(copies) => format!("branch × {copies}"),
            None => "branch".to_owned(),
        },
        (LinkKind::Call, When::Shadow) => "shadow".to_owned(),
        _ => String::new(),
    }
}

/// What is written after it: the timeout, without digits that say nothing. Empty for none.
#[must_use]
pub fn link_timeout(link: &DocLink) -> String {
    match number(link, "timeout_ms").filter(|&timeout| timeout > 0.0) {
        Some(timeout) => format::ms(timeout).replace(".0 ", " "),
        None => String::new(),
    }
}

fn word<'a>(link: &'a DocLink, key: &str) -> Option<&'a str> {
    match link.params.get(key) {
        Some(ParamValue::Text(word)) => Some(word),
        _ => None,
    }
}

fn number(link: &DocLink, key: &str) -> Option<f64> {
    match link.params.get(key) {
        Some(ParamValue::Number(value)) => Some(*value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(when: When, params: &[(&str, f64)]) -> DocLink {
        let params = params.iter().map(|&(key, value)| (key.into(), value.into())).collect();
        DocLink { params, ..DocLink::new("a", "b", LinkKind::Call, when) }
    }

    #[test]
    fn links_say_their_condition_and_timeout() {
        let said = |link: &DocLink| format!("{}/{}", link_caption(link), link_timeout(link));
        assert_eq!(said(&link(When::Ok, &[])), "/");
        assert_eq!(said(&link(When::Ok, &[("timeout_ms", 30.0)])), "/30 ms");
        assert_eq!(said(&link(When::Decline, &[])), "decline/");
        let second = link(When::Failure, &[("order", 2.0), ("timeout_ms", 1500.0)]);
        assert_eq!(said(&second), "on failure 2/1.5 s");
        assert_eq!(said(&link(When::Branch, &[("copies", 3.0)])), "branch × 3/");
        assert_eq!(said(&link(When::Shadow, &[])), "shadow/");
        let mut stale = link(When::Failure, &[]);
        stale.params.insert("trigger".into(), "low_confidence".into());
        assert_eq!(said(&stale), "on low confidence 1/");
    }
}
