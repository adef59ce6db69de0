//! Whatever happens in whatever order: a gesture that is given up is over, and undo gives the start.

use proptest::prelude::*;
use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Shape, Size, Sketch};

use super::tests::Bench;
use super::*;

fn any_place() -> impl Strategy<Value = Pixel> {
    (-50.0_f64..1050.0, -50.0_f64..650.0).prop_map(|(x, y)| Pixel { x, y })
}

fn any_keys() -> impl Strategy<Value = Keys> {
    any::<(bool, bool, bool)>().prop_map(|(shift, alt, ctrl)| Keys { shift, alt, ctrl })
}

fn any_target() -> impl Strategy<Value = Target> {
    let grips = vec![
        Grip::Corner("f".into(), Corner::TopLeft),
        Grip::Corner("gone".into(), Corner::BottomRight),
        Grip::Piece("t-s".into(), 0),
        Grip::Bend("t-s".into(), 0),
        Grip::Bend("t-s".into(), 7),
        Grip::End("t-s".into(), End::To),
        Grip::End("t-s".into(), End::From),
    ];
    prop_oneof![
        Just(Target::Empty),
        prop::sample::select(vec!["t", "s", "d", "gone"]).prop_map(|id| Target::Node(id.into())),
        prop::sample::select(vec!["t", "s", "d"]).prop_map(|id| Target::Port(id.into())),
        prop::sample::select(vec!["f", "n", "gone"]).prop_map(|id| Target::Sketch(id.into())),
        Just(Target::Link("t-s".into())),
        prop::sample::select(grips).prop_map(Target::Grip),
    ]
}

pub(super) fn any_event() -> impl Strategy<Value = Event> {
    let pointer = 1..4_i32;
    let shape = prop::option::of(prop::sample::select(Shape::ALL.to_vec()));
    prop_oneof![
        6 => (pointer.clone(), any::<(bool, bool)>(), any_place(), any_target(), any_keys()).prop_map(
            |(pointer, (touch, other), at, target, keys)| Event::Down {
                pointer,
                device: if touch { Device::Touch } else { Device::Mouse },
                button: if other { Button::Other } else { Button::Primary },
                at,
                target,
                keys,
            }
        ),
        12 => (pointer.clone(), any_place(), any_keys(), prop::bool::weighted(0.9)).prop_map(
            |(pointer, at, keys, pressed)| Event::Move { pointer, at, pressed, keys }
        ),
        6 => (pointer.clone(), any_place(), any_keys())
            .prop_map(|(pointer, at, keys)| Event::Up { pointer, at, keys }),
        1 => pointer.clone().prop_map(|pointer| Event::Lost { pointer }),
        1 => pointer.clone().prop_map(|pointer| Event::Held { pointer }),
        1 => any_target().prop_map(Event::Twice),
        1 => Just(Event::Escape),
        1 => Just(Event::Enter),
        1 => any::<bool>().prop_map(Event::Space),
        1 => any::<bool>().prop_map(Event::Many),
        1 => shape.prop_map(Event::Arm),
        1 => prop::sample::select(vec!["t", "s", "gone"])
            .prop_map(|id| Event::ConnectFrom(id.into())),
        1 => prop::sample::select(vec!["s", "d", "gone"]).prop_map(|id| Event::Activate(id.into())),
        1 => prop::sample::select(vec![End::From, End::To])
            .prop_map(|end| Event::TakeEnd("t-s".into(), end)),
        1 => prop::sample::select(vec![NodeKind::Gateway, NodeKind::Monitor])
            .prop_map(Event::Choose),
    ]
}

fn start() -> Bench {
    let mut it = Bench::new();
    it.link("t", "s");
    let put = |shape, x, y| Sketch::new(shape, Point { x, y }, Size { w: 240.0, h: 240.0 });
    it.put_sketch("f", put(Shape::Frame, 280.0, 40.0));
    it.put_sketch("n", put(Shape::Note, 0.0, 300.0));
    it
}

proptest! {
    #[test]
    fn a_gesture_that_is_given_up_is_over_and_undo_gives_the_start(
        events in prop::collection::vec(any_event(), 0..60),
        by_escape in any::<bool>(),
    ) {
        let mut it = start();
        let before = it.history.document().clone();
        let past = it.steps();
        for event in events {
            // What the browser refuses to a person is refused here too.
            it.try_send(event);
        }
        if by_escape {
            it.send(Event::Escape);
        } else {
            for pointer in 1..4 {
                it.send(Event::Lost { pointer });
            }
        }
        prop_assert!(it.tool.state.hand().is_none(), "{:?}", it.tool.state);
        prop_assert!(!it.tool.state.holds_document());
        while it.steps() > past {
            it.history.undo();
        }
        prop_assert_eq!(it.history.document(), &before);
    }
}
