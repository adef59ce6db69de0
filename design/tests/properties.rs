//! What must hold for every sequence of commands, and for every file.

use proptest::prelude::*;
use windtunnel_design::failures::{CellPlan, FailurePlan, Remedy, Stakes};
use windtunnel_design::sim::model::{
    Detail, IncidentKind, LinkKind, NodeKind, OutageMode, ParamValue, Profile, Settings, When,
    catalogue,
};
use windtunnel_design::{
    Command, DocIncident, DocLink, DocNode, Document, History, Point, Shape, Size, Sketch, Tint,
    connect, file, templates,
};

fn id() -> impl Strategy<Value = String> {
    // Few enough that commands often meet the same node.
    prop_oneof![
        (0_u8..12).prop_map(|n| format!("n{n}")),
        prop::sample::select(vec!["shop", "gateway", "router", "gbdt", "policy", "sink"])
            .prop_map(str::to_owned),
    ]
}

fn kind() -> impl Strategy<Value = NodeKind> {
    prop::sample::select(NodeKind::ALL.to_vec())
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -10.0..1e4_f64,
        Just(0.0),
        Just(1.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(1e308),
        any::<f64>(),
    ]
}

fn value() -> impl Strategy<Value = ParamValue> {
    prop_oneof![
        number().prop_map(ParamValue::Number),
        (0_u32..100).prop_map(|n| ParamValue::Number(f64::from(n))),
        any::<bool>().prop_map(ParamValue::Flag),
        prop::sample::select(vec!["diurnal", "exponential", "none", "", "Ünï\u{1}"])
            .prop_map(|word| ParamValue::Text(word.to_owned())),
        prop::collection::vec(0_u8..20, 24)
            .prop_map(|hours| ParamValue::List(hours.into_iter().map(f64::from).collect())),
        prop::collection::vec(number(), 0..60).prop_map(ParamValue::List),
    ]
}

fn key() -> impl Strategy<Value = String> {
    let keys: Vec<String> = NodeKind::ALL
        .iter()
        .flat_map(|&kind| catalogue::node(kind).all_params())
        .chain(catalogue::LINK)
        .map(|spec| spec.key.to_owned())
        .chain(["nonsense".to_owned()])
        .collect();
    prop::sample::select(keys)
}

fn node() -> impl Strategy<Value = DocNode> {
    (kind(), number(), ".{0,8}", any::<i32>(), any::<bool>()).prop_map(
        |(kind, x, label, layer, locked)| DocNode {
            label,
            layer,
            locked,
            ..DocNode::new(kind, Point { x, y: 0.0 })
        },
    )
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let shape = prop::sample::select(Shape::ALL.to_vec());
    let tint = prop::sample::select(Tint::ALL.to_vec());
    (shape, tint, ".{0,12}", number(), number(), any::<i16>()).prop_map(
        |(shape, tint, text, x, w, layer)| Sketch {
            text,
            tint,
            layer: layer.into(),
            locked: layer % 2 == 0,
            ..Sketch::new(shape, Point { x, y: w }, Size { w, h: x })
        },
    )
}

fn link() -> impl Strategy<Value = DocLink> {
    let kinds = vec![LinkKind::Call, LinkKind::Stream, LinkKind::Feedback, LinkKind::Control];
    let conditions = vec![
        When::Ok,
        When::Failure,
        When::Approve,
        When::Review,
        When::Decline,
        When::Branch,
        When::Shadow,
    ];
    let via = prop::collection::vec((number(), number()), 0..40);
    let drawn = (".{0,8}", via);
    (id(), id(), prop::sample::select(kinds), prop::sample::select(conditions), drawn).prop_map(
        |(from, to, kind, when, (label, via))| {
            let via = via.into_iter().map(|(x, y)| Point { x, y }).collect();
            DocLink { label, via, ..DocLink::new(&from, &to, kind, when) }
        },
    )
}

fn incident_kind() -> impl Strategy<Value = IncidentKind> {
    let mode = prop::sample::select(vec![OutageMode::Refuse, OutageMode::Hang]);
    (0_u8..18, number(), mode).prop_map(|(which, value, mode)| match which {
        0 => IncidentKind::Outage { mode },
        1 => IncidentKind::ZoneOutage { mode },
        2 => IncidentKind::PartialOutage { share: value },
        3 => IncidentKind::SlowDown { factor: value },
        4 => IncidentKind::ErrorRate { rate: value },
        5 => IncidentKind::TrafficSpike { factor: value },
        6 => IncidentKind::CacheFlush,
        7 => IncidentKind::NullFeature,
        8 => IncidentKind::ShiftFeature { shift: value },
        9 => IncidentKind::ScaleFeature { factor: value },
        10 => IncidentKind::FreezeFeature,
        11 => IncidentKind::ScrambleFeature,
        12 => IncidentKind::LateFeed { by_s: value },
        13 => IncidentKind::BadVersion { separation_kept: value },
        14 => IncidentKind::VersionMismatch { recall: value },
        15 => IncidentKind::PriorShift { factor: value },
        16 => IncidentKind::DuplicateFeed,
        _ => IncidentKind::ConceptDrift { degrees: value },
    })
}

fn incident() -> impl Strategy<Value = DocIncident> {
    (incident_kind(), id(), number(), number()).prop_map(|(kind, target, start_s, end_s)| {
        DocIncident { kind, target, start_s, end_s, profile: Profile::default() }
    })
}

fn failure_plan() -> impl Strategy<Value = FailurePlan> {
    let remedy = || prop::sample::select(Remedy::ALL.to_vec());
    let cell = (remedy(), prop::option::of(remedy()), ".{0,8}")
        .prop_map(|(answer, then, note)| CellPlan { answer, then, note });
    // Parts that are there as a rule, and now and then one that is not.
    let node = prop_oneof![
        6 => prop::sample::select(vec!["gbdt", "store", "labels"]).prop_map(str::to_owned),
        1 => id(),
    ];
    let stakes = prop::option::of(prop::sample::select(Stakes::ALL.to_vec()));
    (stakes, prop::collection::btree_map(node, cell, 0..3))
        .prop_map(|(stakes, cells)| FailurePlan { stakes, cells })
}

fn command() -> impl Strategy<Value = Command> {
    let one = prop_oneof![
        (id(), node()).prop_map(|(id, node)| Command::AddNode(id, node)),
        id().prop_map(Command::RemoveNode),
        (id(), number(), number()).prop_map(|(id, x, y)| Command::MoveNode(id, Point { x, y })),
        (id(), ".{0,12}").prop_map(|(id, label)| Command::SetLabel(id, label)),
        (id(), key(), prop::option::of(value()))
            .prop_map(|(id, key, value)| Command::SetParam(id, key, value)),
        (id(), link()).prop_map(|(id, link)| Command::AddLink(id, link)),
        id().prop_map(Command::RemoveLink),
        (id(), link()).prop_map(|(id, link)| Command::SetLink(id, link)),
        (id(), key(), prop::option::of(value()))
            .prop_map(|(id, key, value)| Command::SetLinkParam(id, key, value)),
        (number(), number()).prop_map(|(base_rate, team)| {
            let mut world = templates::find("card-fraud").expect("it is there").document().world;
            world.base_rate = base_rate;
            world.features[0].tau_s = team;
            world.team_usd_per_month = team;
            Command::SetWorld(Box::new(world))
        }),
        (id(), incident()).prop_map(|(id, incident)| Command::PutIncident(id, incident)),
        id().prop_map(Command::RemoveIncident),
        (number(), any::<u64>(), any::<bool>()).prop_map(|(horizon_s, seed, odd)| {
            let detail = if odd { Detail::Counts } else { Detail::Full };
            let new = Settings {
                warmup_auto: odd,
                event_budget: seed / 2,
                detail,
                ..Settings::default()
            };
            Command::SetRun(Settings { horizon_s, seed, ..new })
        }),
        (".{0,12}", ".{0,12}").prop_map(|(title, about)| Command::SetHeading(title, about)),
        (id(), any::<i32>()).prop_map(|(id, layer)| Command::SetLayer(id, layer)),
        (id(), any::<bool>()).prop_map(|(id, locked)| Command::SetLocked(id, locked)),
        (id(), sketch()).prop_map(|(id, sketch)| Command::PutSketch(id, sketch)),
        id().prop_map(Command::RemoveSketch),
        (prop_oneof![Just("sink".to_owned()), id()], failure_plan())
            .prop_map(|(sink, plan)| Command::SetFailurePlan(sink, plan)),
        prop::sample::select(vec!["mm1", "card-fraud", "blank"]).prop_map(|id| {
            let template = templates::find(id).expect("it is there");
            Command::Replace(Box::new(template.document()))
        }),
    ];
    one.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Command::Batch))
}

/// What a person can do to a document.
#[derive(Debug, Clone)]
enum Deed {
    Run(Command),
    Begin,
    Commit,
    Cancel,
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => command().prop_map(Deed::Run),
        1 => Just(Deed::Begin),
        1 => Just(Deed::Commit),
        1 => Just(Deed::Cancel),
        1 => Just(Deed::Undo),
        1 => Just(Deed::Redo),
    ]
}

fn start() -> Document {
    templates::find("card-fraud").expect("it is there").document()
}

/// Whatever commands leave behind is a document that can be saved and opened.
fn assert_sound(document: &Document) {
    for (id, link) in &document.links {
        connect::check(document, link, Some(id)).expect("every link is allowed");
        for (key, value) in &link.params {
            catalogue::check_link_param(key, value).expect("every parameter is allowed");
        }
    }
    for node in document.nodes.values() {
        for (key, value) in &node.params {
            catalogue::node(node.kind).check_param(key, value).expect("it is allowed");
        }
    }
    let text = file::save(document);
    let loaded = file::load(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(&loaded.document, document);
    assert_eq!(file::save(&loaded.document), text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn undoing_all_is_the_start_and_redoing_all_the_end(
        commands in prop::collection::vec(command(), 1..40)
    ) {
        let mut history = History::new(start());
        for command in &commands {
            let before = history.document().clone();
            if history.run("step", command).is_err() {
                prop_assert_eq!(history.document(), &before, "a refused command changes nothing");
            }
            assert_sound(history.document());
        }
        let end = history.document().clone();
        while history.undo().is_some() {}
        prop_assert_eq!(history.document(), &start());
        while history.redo().is_some() {}
        prop_assert_eq!(history.document(), &end);
    }

    #[test]
    fn a_cancelled_gesture_restores_the_document_and_what_could_be_redone(
        before in prop::collection::vec(command(), 1..8),
        within in prop::collection::vec(command(), 1..8),
    ) {
        let mut history = History::new(start());
        for command in &before {
            history.run("step", command).ok();
        }
        history.undo();
        let (document, redo) =
            (history.document().clone(), history.redo_label().map(str::to_owned));
        history.begin("drag");
        for command in &within {
            history.run("drag", command).ok();
        }
        history.cancel();
        prop_assert_eq!(history.document(), &document);
        prop_assert_eq!(history.redo_label().map(str::to_owned), redo);
    }

    #[test]
    fn a_gesture_is_one_step(within in prop::collection::vec(command(), 1..8)) {
        let mut history = History::new(start());
        history.begin("drag");
        for command in &within {
            history.run("drag", command).ok();
        }
        history.commit();
        history.undo();
        prop_assert_eq!(history.document(), &start());
        prop_assert!(history.undo_label().is_none());
    }

    #[test]
    fn whatever_a_person_does_all_can_be_undone(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut history = History::new(start());
        for deed in deeds {
            match deed {
                Deed::Run(command) => drop(history.run("step", &command).ok()),
                Deed::Begin => history.begin("gesture"),
                Deed::Commit => history.commit(),
                Deed::Cancel => drop(history.cancel()),
                Deed::Undo => drop(history.undo()),
                Deed::Redo => drop(history.redo()),
            }
        }
        history.commit();
        let end = history.document().clone();
        assert_sound(&end);
        let mut steps = 0;
        while history.undo().is_some() {
            steps += 1;
        }
        prop_assert_eq!(history.document(), &start());
        for _ in 0..steps {
            history.redo();
        }
        prop_assert_eq!(history.document(), &end);
    }

    #[test]
    fn every_step_has_a_label_and_can_be_gone_to(
        commands in prop::collection::vec(command(), 1..20),
        ways in prop::collection::vec(any::<usize>(), 1..12),
    ) {
        let mut history = History::new(start());
        let mut states = vec![start()];
        for (at, command) in commands.iter().enumerate() {
            let label = format!("step {at}");
            // Of what is refused or changes nothing there is no step.
            if history.run(&label, command).is_ok_and(|diff| !diff.is_empty()) {
                states.push(history.document().clone());
                prop_assert_eq!(history.labels().last().copied(), Some(label.as_str()));
            }
        }
        let steps = history.labels().len();
        prop_assert_eq!((history.done(), states.len()), (steps, steps + 1));
        for to in ways.into_iter().map(|way| way % (steps + 1)) {
            history.jump(to);
            prop_assert_eq!((history.done(), history.labels().len()), (to, steps));
            prop_assert_eq!(history.document(), &states[to]);
            let labels = history.labels();
            prop_assert_eq!(history.redo_label(), labels.get(to).copied());
        }
        history.jump(usize::MAX);
        prop_assert_eq!(history.document(), &states[steps]);
    }

    #[test]
    fn no_mutated_file_panics(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6)
    ) {
        let mut bytes = templates::find("card-fraud").expect("it is there").json().as_bytes().to_vec();
        for (at, byte, deed) in cuts {
            let at = at.index(bytes.len());
            match deed {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        if let Ok(loaded) = file::load_bytes(&bytes) {
            assert_sound(&loaded.document);
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,200}") {
        prop_assert!(file::load(&text).is_err());
    }
}
