//! Nodes and links in words: what is written on a link, and what is read out.

use windtunnel_design::sim::model::{LinkKind, ParamValue, When, catalogue};
use windtunnel_design::{DocLink, Document};

use super::format;
use super::vitals::{Health, Vitals};

/// What is written on a link: under which condition it is taken. Empty for most.
#[must_use]
pub fn link_caption(link: &DocLink) -> String {
    match (link.kind, link.when) {
        (LinkKind::Call, When::Approve) => "approve".to_owned(),
        (LinkKind::Call, When::Review) => "review".to_owned(),
        (LinkKind::Call, When::Decline) => "decline".to_owned(),
        (LinkKind::Call, When::Failure) => {
            format!("on failure {}", number(link, "order").unwrap_or(1.0))
        }
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

fn number(link: &DocLink, key: &str) -> Option<f64> {
    match link.params.get(key) {
        Some(ParamValue::Number(value)) => Some(*value),
        _ => None,
    }
}

/// The name of a link: `link from Gateway to Feature store, times out after 30 ms`.
#[must_use]
pub fn link_name(document: &Document, link: &DocLink) -> String {
    let kind = match link.kind {
        LinkKind::Call => "link",
        LinkKind::Stream => "feature stream",
        LinkKind::Feedback => "feedback",
        LinkKind::Control => "watch",
    };
    let (from, to) = (document.label(&link.from), document.label(&link.to));
    let mut name = format!("{kind} from {from} to {to}");
    for (part, before) in [(link_caption(link), ", "), (link_timeout(link), ", times out after ")] {
        if !part.is_empty() {
            name = format!("{name}{before}{part}");
        }
    }
    name
}

/// The name of a node: `GBDT server, model server, 5.0 requests per second, healthy`.
#[must_use]
pub fn node_name(document: &Document, id: &str, vitals: &Vitals) -> String {
    let label = document.label(id);
    let kind = document.nodes.get(id).map(|node| catalogue::node(node.kind).label);
    let mut name = label.clone();
    if let Some(kind) = kind.filter(|kind| !kind.eq_ignore_ascii_case(&label)) {
        name = format!("{name}, {}", kind.to_lowercase());
    }
    if vitals.health == Health::Unknown { name } else { format!("{name}, {}", vitals.words()) }
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::model::NodeKind;
    use windtunnel_design::{DocNode, Point};

    use super::*;
    use crate::core::vitals::Sign;

    fn document() -> Document {
        let mut document = Document::default();
        for (id, label) in [("a", ""), ("b", "GBDT server")] {
            let node = DocNode {
                kind: NodeKind::Model,
                label: label.into(),
                at: Point::default(),
                params: Default::default(),
            };
            document.nodes.insert(id.into(), node);
        }
        document
    }

    fn link(when: When, params: &[(&str, f64)]) -> DocLink {
        DocLink {
            from: "a".into(),
            to: "b".into(),
            kind: LinkKind::Call,
            when,
            params: params.iter().map(|&(key, value)| (key.into(), value.into())).collect(),
        }
    }

    #[test]
    fn links_say_their_condition_and_timeout() {
        let said = |link: &DocLink| format!("{}/{}", link_caption(link), link_timeout(link));
        assert_eq!(said(&link(When::Ok, &[])), "/");
        assert_eq!(said(&link(When::Ok, &[("timeout_ms", 30.0)])), "/30 ms");
        assert_eq!(said(&link(When::Decline, &[])), "decline/");
        let second = link(When::Failure, &[("order", 2.0), ("timeout_ms", 1500.0)]);
        assert_eq!(said(&second), "on failure 2/1.5 s");
        let name = link_name(&document(), &second);
        assert!(name.ends_with("GBDT server, on failure 2, times out after 1.5 s"), "{name}");
    }

    #[test]
    fn names_say_what_a_thing_is_and_how_it_does() {
        let document = document();
        let none = Vitals::default();
        assert_eq!(node_name(&document, "a", &none), "Model server");
        assert_eq!(node_name(&document, "b", &none), "GBDT server, model server");
        let sign = Sign { text: "5.0/s".into(), words: "5.0 requests per second".into() };
        let vitals = Vitals { health: Health::Healthy, word: "healthy", signs: vec![sign] };
        assert_eq!(
            node_name(&document, "b", &vitals),
            "GBDT server, model server, 5.0 requests per second, healthy"
        );
        assert_eq!(
            link_name(&document, &link(When::Ok, &[])),
            "link from Model server to GBDT server"
        );
    }
}
