//! Arrivals and staff that vary over the day.

use serde_json::json;
use windtunnel_sim::result::RunResult;
use windtunnel_tests::compare::Runs;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::{Entry, entries};
use windtunnel_tests::view;

fn entry(start: &str) -> Entry {
    let found = entries().into_iter().find(|entry| entry.id.starts_with(start));
    found.unwrap_or_else(|| panic!("the table has no {start}"))
}

/// Rate base + amplitude sin(2 pi t / period), in hours of simulated time.
fn sinusoid(entry: &Entry) -> serde_json::Value {
    let (base, amplitude) = (entry.param("base"), entry.param("amplitude"));
    json!({
        "arrivals": "diurnal",
        "rate_per_s": base / 3600.0,
        "amplitude": amplitude / base,
        "peak_hour": entry.param("period") / 4.0,
        "period_h": entry.param("period"),
    })
}

/// Sum of a series over some hours of every day.
fn in_hours(run: &RunResult, series: &[u32], from_h: f64, to_h: f64) -> f64 {
    let hour = |bucket: usize| (bucket as f64 + 0.5) * run.series.bucket_s / 3600.0 % 24.0;
    let days = run.horizon_s / 86_400.0;
    let counted = series.iter().enumerate().filter(|(at, _)| (from_h..to_h).contains(&hour(*at)));
    counted.map(|(_, &count)| f64::from(count)).sum::<f64>() / days
}

#[test]
fn poisson_counts_follow_the_rate() {
    let entry = entry("nhpp_counts");
    let network = Network::traffic(sinusoid(&entry), "nowhere").station("nowhere", 1e5, 0.001);
    let runs = Runs::of_length(&entry.id, &network, 10.0 * 86_400.0, 0.0);
    for (key, from_h, to_h) in
        [("mean_0_24", 0.0, 24.0), ("mean_0_12", 0.0, 12.0), ("mean_6_18", 6.0, 18.0)]
    {
        runs.expect(key, entry.expects(key), |run| {
            Some(in_hours(run, &run.series.arrived, from_h, to_h))
        });
    }
    // Hourly counts vary about their own mean as Poisson counts do.
    runs.expect_seen("index of dispersion", entry.expects("index_of_dispersion"), |run| {
        let counts = view::numbers(run, "series/arrived")?;
        let days = counts.len() / 24;
        let index = |hour: usize| {
            let of_hour: Vec<f64> = counts.iter().copied().skip(hour).step_by(24).collect();
            let mean = of_hour.iter().sum::<f64>() / days as f64;
            let squares: f64 = of_hour.iter().map(|count| (count - mean).powi(2)).sum();
            squares / (days as f64 - 1.0) / mean
        };
        Some((0..24).map(index).sum::<f64>() / 24.0)
    });
}

#[test]
fn infinite_servers_lag_behind_the_rate() {
    let entry = entry("mtminf_sinusoid");
    let network = Network::traffic(sinusoid(&entry), "servers").station(
        "servers",
        1e5,
        3600.0 / entry.param("mu"),
    );
    let days = 40.0;
    let hourly = 40 * 24;
    let runs = Runs::of_buckets(&entry.id, &network, days * 86_400.0, 86_400.0 * 2.0, hourly);
    runs.expect_at("servers", "in_system_mean", entry.expects("mean"));
    let quarters = entry.param("period") / 4.0;
    for (quarter, theory) in entry.expects_all("m_at_0_6_12_18").into_iter().enumerate() {
        let hour = (quarter as f64 * quarters).round() as usize;
        runs.expect_seen(&format!("at {hour}"), theory, view::present_at("servers", hour, 2));
    }
    // Busy servers averaged over each hour, from the closed form
    // m(t) = mean + amplitude sin(omega (t - lag)).
    let omega = std::f64::consts::TAU / entry.param("period");
    let bucket_h = 1.0;
    let factor = (omega * bucket_h / 2.0).sin() / (omega * bucket_h / 2.0);
    let (mean, amplitude) = (entry.expects("mean"), entry.expects("amplitude"));
    for bucket in 0..(24.0 / bucket_h) as usize {
        let middle = (bucket as f64 + 0.5) * bucket_h;
        let wave = (omega * (middle - entry.expects("lag_of_peak"))).sin();
        let theory = mean + amplitude * factor * wave;
        runs.expect(&format!("at {middle} h"), theory, |run| {
            let per_day = (24.0 / bucket_h) as usize;
            let busy = &run.series.nodes.iter().zip(&run.nodes).find(|(_, n)| n.id == "servers")?.0;
            let values: Vec<_> =
                busy.busy_share.iter().skip(bucket).step_by(per_day).skip(2).collect();
            Some(1e5 * values.iter().map(|&&v| f64::from(v)).sum::<f64>() / values.len() as f64)
        });
    }
}

#[test]
fn reviewers_in_two_shifts() {
    let entry = entry("reviewers_two_shifts");
    let (start, end) = (entry.param("day_start") as usize, entry.param("day_end") as usize);
    let staff: Vec<f64> = (0..24)
        .map(|hour| if (start..end).contains(&hour) { "day" } else { "night" })
        .map(|shift| entry.param(shift))
        .collect();
    let desk = json!({
        "staff": staff,
        "shift_end": "requeue",
        "service_law": "exponential",
        "service_mean_ms": 3_600_000.0 / entry.param("mu"),
    });
    let traffic = json!({"rate_per_s": entry.param("lambda") / 3600.0});
    let network = Network::traffic(traffic, "desk").node("desk", "reviewers", desk);
    let (days, warmup_days) = (240, 24);
    let day_s = 86_400.0;
    let runs = Runs::of_buckets(
        &entry.id,
        &network,
        f64::from(days) * day_s,
        warmup_days as f64 * day_s,
        24 * days,
    );
    // Half an evening's queue is still there in the morning: a batch of eleven days is enough.
    runs.expect_at("desk", "in_system_mean", entry.expects("time_avg_L"));
    runs.expect_at("desk", "queue_mean", entry.expects("time_avg_queue"));
    runs.expect_time_at("desk", "sojourn/mean_ms", 3600.0 * entry.expects("mean_sojourn"));
    let hours: Vec<_> = entry.expected.as_object().into_iter().flatten().collect();
    for (key, theory) in hours {
        let Some(hour) = key.strip_prefix("L_at_").and_then(|hour| hour.parse().ok()) else {
            continue;
        };
        let theory = theory.as_f64().expect("a number");
        runs.expect_seen(key, theory, view::present_at("desk", hour, warmup_days));
    }
}
