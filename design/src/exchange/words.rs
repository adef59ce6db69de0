//! Kinds of nodes and of links, from the words that people write on them.

use windtunnel_sim::model::{LinkKind, NodeKind, ParamValue, Params, When, catalogue};

use crate::document::{DocLink, kind_word};
use crate::drawing::caption::link_caption;

/// Words that tell a kind, the telling ones first: a “model registry” is a registry.
const WORDS: &[(&str, NodeKind)] = &[
    ("registry", NodeKind::Registry),
    ("prediction log", NodeKind::PredictionLog),
    ("decision log", NodeKind::PredictionLog),
    ("on call", NodeKind::OnCall),
    ("pager", NodeKind::OnCall),
    ("a/b", NodeKind::Experiment),
    ("experiment", NodeKind::Experiment),
    ("canary", NodeKind::Experiment),
    ("feature store", NodeKind::FeatureStore),
    ("feature service", NodeKind::FeatureStore),
    ("features", NodeKind::FeatureStore),
    ("feast", NodeKind::FeatureStore),
    ("ground truth", NodeKind::Labels),
    ("label", NodeKind::Labels),
    ("chargeback", NodeKind::Labels),
    ("retrain", NodeKind::Training),
    ("training", NodeKind::Training),
    ("trainer", NodeKind::Training),
    ("train", NodeKind::Training),
    ("monitor", NodeKind::Monitor),
    ("monitoring", NodeKind::Monitor),
    ("alert", NodeKind::Monitor),
    ("drift", NodeKind::Monitor),
    ("grafana", NodeKind::Monitor),
    ("prometheus", NodeKind::Monitor),
    ("llm", NodeKind::Llm),
    ("gpt", NodeKind::Llm),
    ("language model", NodeKind::Llm),
    ("batch score", NodeKind::BatchScorer),
    ("batch scorer", NodeKind::BatchScorer),
    ("batch scoring", NodeKind::BatchScorer),
    ("batch inference", NodeKind::BatchScorer),
    ("fan out", NodeKind::FanOut),
    ("scatter", NodeKind::FanOut),
    ("load balancer", NodeKind::Balancer),
    ("balancer", NodeKind::Balancer),
    ("nginx", NodeKind::Balancer),
    ("fallback", NodeKind::Fallback),
    ("router", NodeKind::Fallback),
    ("cache", NodeKind::Cache),
    ("redis", NodeKind::Cache),
    ("memcached", NodeKind::Cache),
    ("review", NodeKind::Reviewers),
    ("reviewer", NodeKind::Reviewers),
    ("analyst", NodeKind::Reviewers),
    ("moderator", NodeKind::Reviewers),
    ("human", NodeKind::Reviewers),
    ("agent", NodeKind::Reviewers),
    ("retrieval", NodeKind::Retrieval),
    ("vector", NodeKind::Retrieval),
    ("embedding", NodeKind::Retrieval),
    ("candidate", NodeKind::Retrieval),
    ("ranker", NodeKind::Ranker),
    ("ranking", NodeKind::Ranker),
    ("rank", NodeKind::Ranker),
    ("rules", NodeKind::Rules),
    ("rule", NodeKind::Rules),
    ("heuristic", NodeKind::Rules),
    ("policy", NodeKind::Policy),
    ("threshold", NodeKind::Policy),
    ("batch job", NodeKind::BatchJob),
    ("batch", NodeKind::BatchJob),
    ("airflow", NodeKind::BatchJob),
    ("nightly", NodeKind::BatchJob),
    ("cron", NodeKind::BatchJob),
    ("spark", NodeKind::BatchJob),
    ("pipeline", NodeKind::Pipeline),
    ("flink", NodeKind::Pipeline),
    ("etl", NodeKind::Pipeline),
    ("kafka", NodeKind::Feed),
    ("kinesis", NodeKind::Feed),
    ("pubsub", NodeKind::Feed),
    ("feed", NodeKind::Feed),
    ("event stream", NodeKind::Feed),
    ("camera", NodeKind::Edge),
    ("device", NodeKind::Edge),
    ("edge", NodeKind::Edge),
    ("gateway", NodeKind::Gateway),
    ("ingress", NodeKind::Gateway),
    ("api", NodeKind::Gateway),
    ("frontend", NodeKind::Gateway),
    ("model", NodeKind::Model),
    ("classifier", NodeKind::Model),
    ("scorer", NodeKind::Model),
    ("scoring", NodeKind::Model),
    ("predictor", NodeKind::Model),
    ("inference", NodeKind::Model),
    ("xgboost", NodeKind::Model),
    ("gbdt", NodeKind::Model),
    ("traffic", NodeKind::Traffic),
    ("client", NodeKind::Traffic),
    ("clients", NodeKind::Traffic),
    ("user", NodeKind::Traffic),
    ("users", NodeKind::Traffic),
    ("customer", NodeKind::Traffic),
    ("customers", NodeKind::Traffic),
    ("arrivals", NodeKind::Traffic),
    ("requests", NodeKind::Traffic),
    ("sink", NodeKind::Sink),
    ("done", NodeKind::Sink),
    ("response", NodeKind::Sink),
    ("result", NodeKind::Sink),
    ("outcome", NodeKind::Sink),
    ("decision", NodeKind::Sink),
];

/// The kind that this word names exactly, as documents do.
pub(super) fn kind_named(word: &str) -> Option<NodeKind> {
    NodeKind::ALL.into_iter().find(|&kind| kind_word(kind) == word)
}

/// The kind that a label speaks of, if any.
pub(super) fn kind_in(label: &str) -> Option<NodeKind> {
    // Words apart by one space, with one around: a word is found whole, or in the plural.
    let mut text = String::from(" ");
    for letter in label.chars().take(200).flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() || letter == '/' {
            text.push(letter);
        } else if !text.ends_with(' ') {
            text.push(' ');
        }
    }
    if !text.ends_with(' ') {
        text.push(' ');
    }
    let whole =
        |word: &str| text.contains(&format!(" {word} ")) || text.contains(&format!(" {word}s "));
    let named = |kind: &NodeKind| {
        whole(&catalogue::node(*kind).label.to_lowercase())
            || whole(&kind_word(*kind).replace('_', " "))
    };
    let table = || WORDS.iter().find(|(word, _)| whole(word)).map(|(_, kind)| *kind);
    // A label that is a kind's own name says more than any word in it.
    let exact = NodeKind::ALL.into_iter().find(|kind| {
        text.trim() == catalogue::node(*kind).label.to_lowercase()
            || text.trim() == kind_word(*kind).replace('_', " ")
    });
    exact.or_else(table).or_else(|| NodeKind::ALL.into_iter().find(named))
}

/// Apart what a person wrote on a link and what the link itself says.
const BETWEEN: &str = " · ";

/// What is written on a link for another program: its condition, then a person's words. That a call
/// has no condition goes without saying, unless it leaves a node whose calls mostly have one.
pub(super) fn link_words(link: &DocLink, says_plain: bool) -> String {
    let own = match link.kind {
        LinkKind::Call => link_caption(link),
        LinkKind::Stream => "stream".to_owned(),
        LinkKind::Feedback => "feedback".to_owned(),
        LinkKind::Control => "watch".to_owned(),
    };
    let label = link.label.trim();
    if label.is_empty() {
        return if own.is_empty() && says_plain { "call".to_owned() } else { own };
    }
    let mistaken = says_plain || meant(label).is_some() || label.contains(BETWEEN);
    match own.as_str() {
        "" if mistaken => format!("call{BETWEEN}{label}"),
        "" => label.to_owned(),
        own => format!("{own}{BETWEEN}{label}"),
    }
}

/// What the words on a link say.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    /// Kind, condition and parameters, where they are told.
    pub(super) meant: Option<(LinkKind, When, Params)>,
    /// All that is no condition.
    pub(super) label: String,
}

/// Sorts the words on a link into its condition and a person's words.
pub(super) fn link_said(text: &str) -> Said {
    let (first, rest) = text.split_once(BETWEEN).unwrap_or((text, ""));
    match meant(first) {
        Some(meant) => Said { meant: Some(meant), label: rest.trim().to_owned() },
        None => Said { meant: None, label: text.trim().to_owned() },
    }
}

fn meant(text: &str) -> Option<(LinkKind, When, Params)> {
    let text = text.trim().to_lowercase();
    let call = |when| Some((LinkKind::Call, when, Params::new()));
    match text.as_str() {
        "call" => call(When::Ok),
        "approve" | "approved" | "accept" | "pass" => call(When::Approve),
        "decline" | "declined" | "reject" | "block" | "deny" => call(When::Decline),
        "review" | "unsure" | "manual review" => call(When::Review),
        "branch" => call(When::Branch),
        "shadow" => call(When::Shadow),
        "stream" => Some((LinkKind::Stream, When::Ok, Params::new())),
        "feedback" => Some((LinkKind::Feedback, When::Ok, Params::new())),
        "watch" => Some((LinkKind::Control, When::Ok, Params::new())),
        "fallback" | "error" | "on error" | "on failure" | "fail" | "failure" => {
            call(When::Failure)
        }
        _ => numbered(&text),
    }
}

/// `on stale 2` and `branch × 3`, as captions say them.
fn numbered(text: &str) -> Option<(LinkKind, When, Params)> {
    let (words, number) = text.rsplit_once(' ')?;
    let number: u32 = number.parse().ok()?;
    let mut params = Params::new();
    let mut put = |key: &str, value: ParamValue| {
        let spec = catalogue::link_param(key)?;
        spec.check(&value).ok()?;
        if value != spec.default_value() {
            params.insert(key.to_owned(), value);
        }
        Some(())
    };
    let when = if words == "branch ×" {
        put("copies", f64::from(number).into())?;
        When::Branch
    } else {
        let trigger = words.strip_prefix("on ")?;
        put("order", f64::from(number).into())?;
        if trigger != "failure" {
            put("trigger", trigger.replace(' ', "_").as_str().into())?;
        }
        When::Failure
    };
    Some((LinkKind::Call, when, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_speak_of_kinds() {
        for (label, kind) in [
            ("Load balancer", NodeKind::Balancer),
            ("Model registry", NodeKind::Registry),
            ("Fraud model", NodeKind::Model),
            ("XGBoost", NodeKind::Model),
            ("Feature Store (Feast)", NodeKind::FeatureStore),
            ("Kafka", NodeKind::Feed),
            ("Mobile users", NodeKind::Traffic),
            ("Human review", NodeKind::Reviewers),
            ("API", NodeKind::Gateway),
            ("retrain-job", NodeKind::Training),
        ] {
            assert_eq!(kind_in(label), Some(kind), "{label}");
        }
        for label in ["Payments", "remodelling", "", "x"] {
            assert_eq!(kind_in(label), None, "{label}");
        }
    }

    #[test]
    fn every_kind_is_known_by_its_own_name() {
        for kind in NodeKind::ALL {
            assert_eq!(kind_named(kind_word(kind)), Some(kind));
            assert_eq!(kind_in(catalogue::node(kind).label), Some(kind), "{kind:?}");
        }
    }

    #[test]
    fn what_captions_say_is_read_again() {
        let mut link = DocLink::new("a", "b", LinkKind::Call, When::Failure);
        for (order, trigger) in [(1, "any"), (2, "any"), (1, "low_confidence"), (3, "stale")] {
            link.params = Params::new();
            if order > 1 {
                link.params.insert("order".into(), f64::from(order).into());
            }
            if trigger != "any" {
                link.params.insert("trigger".into(), trigger.into());
            }
            let words = link_words(&link, false);
            let meant = Some((LinkKind::Call, When::Failure, link.params.clone()));
            assert_eq!(link_said(&words), Said { meant, label: String::new() }, "{words}");
        }
        for words in ["on Tuesday 2", "gRPC", ""] {
            assert_eq!(link_said(words), Said { meant: None, label: words.to_owned() });
        }
    }

    #[test]
    fn a_persons_words_stay_beside_the_condition() {
        for when in [When::Ok, When::Review] {
            for label in ["gRPC", "approve", "a · b", "on failure 2"] {
                let mut link = DocLink::new("a", "b", LinkKind::Call, when);
                link.label = label.to_owned();
                let said = link_said(&link_words(&link, false));
                assert_eq!(said.label, label);
                assert_eq!(said.meant.map_or(When::Ok, |it| it.1), when, "{label}");
            }
        }
    }
}
