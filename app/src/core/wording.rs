//! Nodes and links in words, as they are read out; what is written on a link stands in the design.

use windtunnel_design::DocLink;
pub use windtunnel_design::drawing::caption::{link_caption, link_timeout};
use windtunnel_design::sim::model::{LinkKind, NodeKind, catalogue};

use super::vitals::{Health, Vitals};

/// The name of a link: `link from Gateway to Feature store, times out after 30 ms`.
#[must_use]
pub fn link_name(from: &str, to: &str, link: &DocLink) -> String {
    let kind = match link.kind {
        LinkKind::Call => "link",
        LinkKind::Stream => "feature stream",
        LinkKind::Feedback => "feedback",
        LinkKind::Control => "watch",
    };
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
pub fn node_name(label: &str, kind: NodeKind, vitals: &Vitals) -> String {
    let kind = catalogue::node(kind).label;
    let mut name = label.to_owned();
    if !kind.eq_ignore_ascii_case(label) {
        name = format!("{name}, {}", kind.to_ascii_lowercase());
    }
    if vitals.health == Health::Unknown { name } else { format!("{name}, {}", vitals.words()) }
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::model::When;

    use super::*;
    use crate::core::vitals::Sign;

    fn link(when: When, params: &[(&str, f64)]) -> DocLink {
        let params = params.iter().map(|&(key, value)| (key.into(), value.into())).collect();
        DocLink { params, ..DocLink::new("a", "b", LinkKind::Call, when) }
    }

    #[test]
    fn names_say_what_a_thing_is_and_how_it_does() {
        let none = Vitals::default();
        let model = NodeKind::Model;
        assert_eq!(node_name("Model server", model, &none), "Model server");
        assert_eq!(node_name("GBDT server", model, &none), "GBDT server, model server");
        let sign = Sign { text: "5.0/s".into(), words: "5.0 requests per second".into() };
        let vitals = Vitals { health: Health::Healthy, word: "healthy", signs: vec![sign] };
        assert_eq!(
            node_name("GBDT server", model, &vitals),
            "GBDT server, model server, 5.0 requests per second, healthy"
        );
        let second = link(When::Failure, &[("order", 2.0), ("timeout_ms", 1500.0)]);
        let name = link_name("Gateway", "Rules", &second);
        assert!(name.ends_with("to Rules, on failure 2, times out after 1.5 s"), "{name}");
        let plain = link(When::Ok, &[]);
        assert_eq!(link_name("Gateway", "Rules", &plain), "link from Gateway to Rules");
    }
}
