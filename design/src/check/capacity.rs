//! How long a station takes and how much it can serve, by formula, from its parameters.

use windtunnel_sim::model::{NodeKind, ParamValue};

use super::{node_flag, node_list, node_number, node_word};
use crate::document::Document;

/// The standard normal's 99th percentile.
const Z99: f64 = 2.326_347_874_040_841;

/// Mean time of one service in seconds, batch aside; `None` where the node has none.
pub(super) fn mean_service_s(document: &Document, id: &str) -> Option<f64> {
    let number = |key: &str| node_number(document, id, key);
    let mean_ms = match node_word(document, id, "service_law")?.as_str() {
        "lognormal" => {
            let (p50, p99) = (number("service_p50_ms")?, number("service_p99_ms")?);
            let sigma = libm::log(p99 / p50) / Z99;
            p50 * libm::exp(0.5 * sigma * sigma)
        }
        "empirical" => mean(&node_list(document, id, "service_samples_ms"))?,
        "hyperexponential" => {
            let phases = node_list(document, id, "service_phases");
            let of = |pair: &[f64]| pair[0] * pair.get(1).copied().unwrap_or(0.0);
            let share: f64 = phases.chunks(2).map(|pair| pair[0]).sum();
            let sum: f64 = phases.chunks(2).map(of).sum();
            if share > 0.0 { sum / share } else { number("service_mean_ms")? }
        }
        _ => number("service_mean_ms")?,
    };
    Some((mean_ms + extra_ms(document, id)) / 1000.0)
}

/// 99th percentile of the service time in ms, waiting for a server aside and for a batch not;
/// `None` where no formula is at hand.
pub(super) fn service_p99_ms(document: &Document, id: &str) -> Option<f64> {
    let number = |key: &str| node_number(document, id, key);
    let mean = number("service_mean_ms")?;
    let p99 = match node_word(document, id, "service_law")?.as_str() {
        "deterministic" => mean,
        "exponential" => -mean * libm::log(0.01),
        "lognormal" => number("service_p99_ms")?,
        "uniform" => mean * (1.0 + 0.98 * number("service_spread")?),
        // Wilson and Hilferty's approximation of the chi-squared law.
        "erlang" | "gamma" => {
            let ninth = 1.0 / (9.0 * number("service_shape")?);
            let root = (1.0 - ninth + Z99 * libm::sqrt(ninth)).max(0.0);
            mean * root * root * root
        }
        "weibull" => {
            let power = 1.0 / number("service_shape")?;
            mean / libm::tgamma(1.0 + power) * libm::pow(-libm::log(0.01), power)
        }
        "pareto" => {
            let shape = number("service_shape")?;
            mean * (shape - 1.0) / shape * libm::pow(100.0, 1.0 / shape)
        }
        "empirical" => {
            let mut samples = node_list(document, id, "service_samples_ms");
            samples.sort_by(f64::total_cmp);
            *samples.get((samples.len() * 99).div_ceil(100).checked_sub(1)?)?
        }
        _ => return None,
    };
    let batch = number("max_batch").unwrap_or(1.0);
    let in_batch = if batch > 1.0 {
        number("max_batch_delay_ms")? + batch * number("batch_ms_per_item")?
    } else {
        0.0
    };
    Some(p99 + extra_ms(document, id) + in_batch)
}

/// What a kind adds to each service.
fn extra_ms(document: &Document, id: &str) -> f64 {
    let number = |key: &str| node_number(document, id, key).unwrap_or(0.0);
    match document.nodes.get(id).map(|node| node.kind) {
        Some(NodeKind::FeatureStore) => {
            let features = (number("features") - 50.0).max(0.0);
            (number("rows") - 1.0) * number("ms_per_row") + features * number("ms_per_feature")
        }
        Some(NodeKind::Ranker) => number("candidates") * number("ms_per_candidate"),
        Some(NodeKind::Llm) => 1000.0 * number("output_tokens") / number("tokens_per_s"),
        _ => 0.0,
    }
}

/// The most that a station can serve per second for long, full batches and all its replicas at
/// work; `None` where the node takes no time, or next to none.
pub(super) fn capacity_per_s(document: &Document, id: &str) -> Option<f64> {
    let number = |key: &str| node_number(document, id, key);
    let mean_s = mean_service_s(document, id).filter(|&mean_s| mean_s > 0.0)?;
    if document.nodes.get(id)?.kind == NodeKind::Reviewers {
        return Some(mean_staff(document, id) / mean_s);
    }
    let scales = node_flag(document, id, "autoscale");
    let replicas = if scales { number("max_replicas")? } else { number("replicas")? };
    let batch = number("max_batch").unwrap_or(1.0);
    let batch_s = mean_s + batch * number("batch_ms_per_item").unwrap_or(0.0) / 1000.0;
    let each = if batch > 1.0 { batch / batch_s } else { 1.0 / mean_s };
    Some(number("servers")? * replicas * each)
}

/// People at work on average over the day.
pub(super) fn mean_staff(document: &Document, desk: &str) -> f64 {
    let list = document.nodes.get(desk).and_then(|node| node.params.get("staff"));
    match list {
        Some(ParamValue::List(hours)) => mean(hours).unwrap_or(0.0),
        _ => 8.0,
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DocNode, Point};

    fn station(kind: NodeKind, params: &[(&str, ParamValue)]) -> Document {
        let params = params.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let node = DocNode { params, ..DocNode::new(kind, Point::default()) };
        let mut document = Document::default();
        document.nodes.insert("it".into(), node);
        document
    }

    fn p99(law: &str, shape: f64) -> f64 {
        let params = [("service_law", law.into()), ("service_shape", shape.into())];
        service_p99_ms(&station(NodeKind::Service, &params), "it").expect("a formula")
    }

    fn close(value: f64, expected: f64) {
        assert!((value / expected - 1.0).abs() < 0.01, "{value} is not {expected}");
    }

    #[test]
    fn the_tail_of_each_law_is_its_own() {
        // All with a mean of 10 ms; shape 1 is the exponential law, whose p99 is 46.05 ms.
        close(p99("exponential", 1.0), 46.05);
        close(p99("weibull", 1.0), 46.05);
        close(p99("gamma", 1.0), 46.05);
        // Chi-squared with 8 degrees of freedom has its p99 at 20.09, twice the sum of 4 stages.
        close(p99("erlang", 4.0), 20.09 / 8.0 * 10.0);
        close(p99("pareto", 2.0), 50.0);
    }

    #[test]
    fn batches_serve_more_and_take_longer() {
        let params = [
            ("servers", 2.0.into()),
            ("service_law", "deterministic".into()),
            ("service_mean_ms", 20.0.into()),
            ("max_batch", 8.0.into()),
            ("max_batch_delay_ms", 5.0.into()),
            ("batch_ms_per_item", 2.5.into()),
        ];
        let document = station(NodeKind::Model, &params);
        close(capacity_per_s(&document, "it").expect("a station"), 2.0 * 8.0 / 0.040);
        close(service_p99_ms(&document, "it").expect("a formula"), 45.0);
    }

    #[test]
    fn tokens_and_candidates_take_time() {
        let llm = station(NodeKind::Llm, &[("output_tokens", 60.0.into())]);
        close(service_p99_ms(&llm, "it").expect("a formula"), 1200.0 + 1000.0);
        let ranker = station(NodeKind::Ranker, &[("candidates", 500.0.into())]);
        close(service_p99_ms(&ranker, "it").expect("a formula"), 8.0 + 10.0);
    }

    #[test]
    fn what_takes_no_time_has_no_capacity() {
        assert_eq!(capacity_per_s(&station(NodeKind::Balancer, &[]), "it"), None);
    }
}
