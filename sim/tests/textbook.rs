//! Short textbook checks of the engine; the long ones are in the truth suite.

use windtunnel_sim::model::{Link, LinkKind, Model, Node, NodeKind, Settings, When};
use windtunnel_sim::request::simulate;
use windtunnel_sim::result::RunResult;

fn node(id: &str, kind: NodeKind, params: &[(&str, f64)]) -> Node {
    let params = params.iter().map(|&(key, value)| (key.to_owned(), value.into())).collect();
    Node { id: id.into(), kind, params }
}

fn link(from: &str, to: &str) -> Link {
    Link {
        id: format!("{from}-{to}"),
        from: from.into(),
        to: to.into(),
        kind: LinkKind::Call,
        when: When::Ok,
        params: Default::default(),
    }
}

fn mm1() -> Model {
    Model {
        nodes: vec![
            node("source", NodeKind::Traffic, &[("rate_per_s", 0.8)]),
            node("server", NodeKind::Service, &[("service_mean_ms", 1000.0)]),
        ],
        links: vec![link("source", "server")],
        ..Model::default()
    }
}

fn run(model: &Model, horizon_s: f64) -> RunResult {
    let settings = Settings { horizon_s, warmup_s: horizon_s / 20.0, ..Settings::default() };
    simulate(model, &settings, None).expect("the model is fine")
}

#[test]
fn mm1_waits_as_erlang_says() {
    let result = run(&mm1(), 2_000_000.0);
    println!("{:?} {:?}", result.nodes[0], result.requests);
    for check in &result.checks {
        assert!(check.holds, "{check:?}");
    }
    let server = result.nodes.iter().find(|node| node.id == "server").expect("it is there");
    let wait = server.wait.mean_ms.expect("many waited");
    let half = wait.half_width_95.expect("there are batches");
    assert!((wait.mean - 4000.0).abs() < 2.0 * half, "{wait:?}");
    assert!((server.utilisation.expect("it works").mean - 0.8).abs() < 0.01);
}
