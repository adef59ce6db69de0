//! What is wrong with a document, with the place and what to do.
//!
//! Two sorts of findings: what keeps the simulator from running it (from
//! [`windtunnel_sim::plan`]), and what runs but would not survive a design review. The latter
//! carry the code of their rule, such as L7.

mod calls;
mod flow;
mod review;

use windtunnel_sim::model::{NodeKind, ParamValue, Params, catalogue};
use windtunnel_sim::plan::{Diagnostic, Place, Plan};
use windtunnel_sim::world::{ScoredRows, Segment};

use crate::document::Document;

/// Every finding: errors first, then in the order of their places.
#[must_use]
pub fn check(document: &Document) -> Vec<Diagnostic> {
    let mut findings = plan_findings(document);
    flow::check(document, &mut findings);
    calls::check(document, &mut findings);
    review::check(document, &mut findings);
    findings.sort_by(|a, b| (a.severity, &a.place).cmp(&(b.severity, &b.place)));
    findings
}

/// What the simulator itself has to say.
fn plan_findings(document: &Document) -> Vec<Diagnostic> {
    // Whether real rows have been scored is not a property of the document: stand-ins will do.
    let rows = ScoredRows {
        positive: vec![true, false],
        segments: vec![Segment { from_s: 0.0, scores: vec![0.5, 0.5] }],
    };
    match Plan::new(&document.model(), &document.run, Some(&rows)) {
        Ok(plan) => plan.warnings,
        Err(findings) => findings,
    }
}

/// A node that finds fault with itself.
fn at_node(id: &str, message: impl Into<String>, hint: &str) -> Diagnostic {
    Diagnostic::warning(Place::Node(id.to_owned()), message, hint)
}

/// A number of a node: its own, or the catalogue's default; `None` where it has no such number.
pub(crate) fn node_number(document: &Document, id: &str, key: &str) -> Option<f64> {
    let node = document.nodes.get(id)?;
    number(&node.params, key, catalogue::node(node.kind).param(key)?)
}

/// A word of a node, as [`node_number`].
fn node_word(document: &Document, id: &str, key: &str) -> Option<String> {
    let node = document.nodes.get(id)?;
    let spec = catalogue::node(node.kind).param(key)?;
    match node.params.get(key).cloned().unwrap_or_else(|| spec.default_value()) {
        ParamValue::Text(word) => Some(word),
        _ => None,
    }
}

fn number(params: &Params, key: &str, spec: &catalogue::ParamSpec) -> Option<f64> {
    match params.get(key).cloned().unwrap_or_else(|| spec.default_value()) {
        ParamValue::Number(value) => Some(value),
        _ => None,
    }
}

/// Does the document decide anything, or is it a plain network of queues?
fn decides(document: &Document) -> bool {
    let deciding = [NodeKind::Model, NodeKind::Rules, NodeKind::Policy];
    document.nodes.values().any(|node| deciding.contains(&node.kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, apply, templates};

    fn card_fraud() -> Document {
        templates::find("card-fraud").expect("it is there").document()
    }

    fn change(document: &mut Document, command: &Command) {
        apply(document, command).expect("the command fits");
    }

    fn codes(document: &Document) -> Vec<String> {
        let findings = check(document);
        let code = |finding: &Diagnostic| {
            finding
                .message
                .split("(L")
                .nth(1)
                .map(|rest| format!("L{}", rest.trim_end_matches(").")))
        };
        findings.iter().filter_map(code).collect()
    }

    #[test]
    fn templates_have_no_findings() {
        for template in templates::all().iter().filter(|template| template.id != "blank") {
            assert_eq!(check(&template.document()), [], "{}", template.id);
        }
    }

    #[test]
    fn a_model_without_a_way_out_is_found() {
        let mut document = card_fraud();
        change(&mut document, &Command::RemoveLink("router-previous".into()));
        change(&mut document, &Command::RemoveLink("router-rules".into()));
        assert_eq!(codes(&document), ["L1"]);
    }

    #[test]
    fn a_timeout_below_the_p99_is_found() {
        let mut document = card_fraud();
        let command =
            Command::SetLinkParam("router-gbdt".into(), "timeout_ms".into(), Some(4.0.into()));
        change(&mut document, &command);
        assert_eq!(codes(&document), ["L6"]);
    }

    #[test]
    fn missing_and_excessive_timeouts_are_found() {
        let mut document = card_fraud();
        let set = |value| {
            Command::SetLinkParam(
                "router-gbdt".into(),
                "timeout_ms".into(),
                Some(ParamValue::Number(value)),
            )
        };
        change(&mut document, &set(0.0));
        assert_eq!(codes(&document), ["L7"]);
        change(&mut document, &set(400.0));
        assert_eq!(codes(&document), ["L7"]);
    }

    #[test]
    fn a_monitor_without_an_owner_is_found() {
        let mut document = card_fraud();
        change(&mut document, &Command::SetParam("null-monitor".into(), "owner".into(), None));
        assert_eq!(codes(&document), ["L16"]);
    }

    #[test]
    fn a_desk_with_too_few_people_is_found() {
        let mut document = card_fraud();
        let staff = Some(ParamValue::List(vec![6.0; 24]));
        change(&mut document, &Command::SetParam("desk".into(), "staff".into(), staff));
        assert_eq!(codes(&document), ["L10"]);
    }

    #[test]
    fn traffic_that_reaches_no_decision_is_found() {
        let mut document = card_fraud();
        change(&mut document, &Command::RemoveNode("sink".into()));
        let findings = check(&document);
        assert!(
            findings.iter().any(|finding| finding.message.contains("reach no decision")),
            "{findings:?}"
        );
    }

    #[test]
    fn a_world_out_of_range_is_found() {
        let mut document = card_fraud();
        document.world.base_rate = 1.5;
        document.world.features[0].noise = 0.0;
        document.world.features[1].served_by = "nobody".into();
        let places = check(&document);
        assert_eq!(places.iter().filter(|finding| finding.place == Place::World).count(), 3);
    }
}
