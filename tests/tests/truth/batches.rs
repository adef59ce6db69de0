//! Servers that take several at once.

use serde_json::json;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::family;
use windtunnel_tests::theory;

/// An idle server takes what waits, up to `most`; the batch is closed, or may be joined.
fn bulk(rate: f64, mu: f64, most: f64, joinable: bool) -> Network {
    let station = json!({
        "service_mean_ms": 1000.0 / mu,
        "max_batch": most, "max_batch_delay_ms": 0, "batch_joinable": joinable,
    });
    Network::poisson(rate, "queue").node("queue", "service", station)
}

#[test]
fn bulk_service_without_joining() {
    for entry in family("bulk_mm4_nojoin") {
        let (rate, mu) = (entry.param("lambda"), entry.param("mu"));
        let network = bulk(rate, mu, entry.param("b"), false);
        let runs = Runs::of(&entry.id, &network, rate, 16e6);
        runs.expect_queue("queue", &entry);
        runs.expect_at("queue", "in_system_share/0", entry.expects("p_idle"));
        runs.expect_at("queue", "batches/size", entry.expects("mean_batch"));
        let per_s = rate / entry.expects("mean_batch");
        runs.expect_at("queue", "batches/rate_per_s", per_s);
    }
}

/// Who comes while a batch with room is served joins it: another system under the same name. Its
/// number is geometric, with the root of mu r^(b+1) - (lambda + mu) r + lambda below 1 (Gross and
/// Harris, partial batches).
#[test]
fn bulk_service_with_joining() {
    let (rate, mu, most) = (3.0_f64, 1.0, 4);
    let ratio = theory::root(1e-6, 1.0 - 1e-6, |r| mu * r.powi(most + 1) - (rate + mu) * r + rate);
    let number = ratio / (1.0 - ratio);
    assert!((number - 7.943).abs() < 1e-3, "{number}");
    let runs = Runs::of("joinable", &bulk(rate, mu, f64::from(most), true), rate, 16e6);
    runs.expect_at("queue", "in_system_mean", number);
    runs.expect_time_at("queue", "sojourn/mean_ms", number / rate);
    for present in 0..4 {
        let share = (1.0 - ratio) * ratio.powi(present);
        runs.expect_at("queue", &format!("in_system_share/{present}"), share);
    }
}

#[test]
fn a_batcher_of_size_or_time() {
    for entry in family("batcher_") {
        let rate = entry.param("lambda");
        let station = json!({
            "servers": 100_000, "service_mean_ms": 1.0,
            "max_batch": entry.param("max_batch"),
            "max_batch_delay_ms": 1000.0 * entry.param("max_wait"),
        });
        let network = Network::poisson(rate, "batcher").node("batcher", "service", station);
        let runs = Runs::of(&entry.id, &network, rate, 8e6);
        runs.expect_at("batcher", "batches/size", entry.expects("mean_batch"));
        runs.expect_at("batcher", "batches/rate_per_s", entry.expects("batch_rate"));
        let by_timeout = entry.expects("p_closed_by_timeout");
        runs.expect_at("batcher", "batches/timeout_share", by_timeout);
        runs.expect_time_at("batcher", "wait/mean_ms", entry.expects("mean_wait"));
        runs.expect_time_at("batcher", "batches/open_mean_ms", entry.expects("mean_open_time"));
    }
}

/// A batch takes a fixed time and so much for each item.
#[test]
fn larger_batches_take_longer() {
    // The server waits until three have come, however long that takes, and is quicker than the
    // third: it serves 20 + 3 * 10 ms.
    let rate = 1.0;
    let station = json!({
        "service_law": "deterministic", "service_mean_ms": 20.0, "batch_ms_per_item": 10.0,
        "max_batch": 3, "max_batch_delay_ms": 1e9, "servers": 1000,
    });
    let network = Network::poisson(rate, "queue").node("queue", "service", station);
    let runs = Runs::of("per item", &network, rate, 2e6);
    runs.expect_at("queue", "batches/size", 3.0);
    // Two gaps, one gap or none until the third has come.
    runs.expect_time_at("queue", "wait/mean_ms", (2.0 + 1.0) / rate / 3.0);
    runs.expect_time_at("queue", "sojourn/mean_ms", 1.0 / rate + 0.05);
}
