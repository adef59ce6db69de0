//! Every row of the transition table.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{DocNode, Document, History, Point};

use super::*;
use crate::core::geometry::{NODE_H, NODE_W};

/// An editor without a screen: carries the effects out.
pub(super) struct Bench {
    pub(super) tool: Tool,
    pub(super) history: History,
    pub(super) selection: Selection,
    pub(super) camera: Camera,
    pub(super) said: Vec<String>,
    pub(super) captured: Vec<i32>,
    pub(super) edited: Option<Target>,
    pub(super) menu: Option<Target>,
    pub(super) looks_only: bool,
}

pub(super) const NO_KEYS: Keys = Keys { shift: false, alt: false, ctrl: false };
pub(super) const SHIFT: Keys = Keys { shift: true, ..NO_KEYS };
pub(super) const ALT: Keys = Keys { alt: true, ..NO_KEYS };
pub(super) const CTRL: Keys = Keys { ctrl: true, ..NO_KEYS };
pub(super) const PAPER: Pixel = Pixel { x: 20.0, y: 500.0 };

pub(super) fn px(x: f64, y: f64) -> Pixel {
    Pixel { x, y }
}

impl Bench {
    /// Traffic at the left, a service in the middle, a decision at the right, nothing linked.
    pub(super) fn new() -> Self {
        let mut document = Document::default();
        let nodes = [
            ("t", NodeKind::Traffic, 0.0),
            ("s", NodeKind::Service, 304.0),
            ("d", NodeKind::Sink, 600.0),
        ];
        for (id, kind, x) in nodes {
            let node = DocNode::new(kind, Point { x, y: 104.0 });
            document.nodes.insert(id.into(), node);
        }
        Self {
            tool: Tool::default(),
            history: History::new(document),
            selection: Selection::default(),
            camera: Camera::default(),
            said: Vec::new(),
            captured: Vec::new(),
            edited: None,
            menu: None,
            looks_only: false,
        }
    }

    /// Sends an event; what follows from it must be possible.
    #[expect(clippy::needless_pass_by_value, reason = "rows of the table read better so")]
    pub(super) fn send(&mut self, event: Event) -> &mut Self {
        let refused = self.carry_out(&event);
        assert_eq!(refused, None, "{event:?}");
        self
    }

    /// Sends an event; what a document refuses is left out, as it is on the screen.
    #[expect(clippy::needless_pass_by_value, reason = "as above")]
    pub(super) fn try_send(&mut self, event: Event) {
        let _refused = self.carry_out(&event);
    }

    /// Carries out what follows from an event, and returns what was refused.
    fn carry_out(&mut self, event: &Event) -> Option<String> {
        let mut refused = None;
        let view = EditorView {
            document: self.history.document(),
            selection: &self.selection,
            camera: self.camera,
            viewport: (1000.0, 600.0),
            looks_only: self.looks_only,
        };
        let (tool, effects) = step(self.tool.clone(), event, &view);
        self.tool = tool;
        for effect in effects {
            match effect {
                Effect::Begin(label) => self.history.begin(label),
                Effect::Run(label, command) => {
                    if let Err(why) = self.history.run(label, &command) {
                        refused = Some(why.to_string());
                    }
                }
                Effect::Commit => self.history.commit(),
                Effect::Cancel => drop(self.history.cancel()),
                Effect::Select(selection) => self.selection = selection,
                Effect::Look(camera) => self.camera = camera,
                Effect::Capture(pointer) => self.captured.push(pointer),
                Effect::Tell(text) | Effect::Refuse(text) => self.said.push(text),
                Effect::Edit(target) => self.edited = Some(target),
                Effect::Menu(_, target) => self.menu = Some(target),
                Effect::Focus(_) => {}
            }
        }
        refused
    }

    /// Carries a command out as a step of its own.
    #[expect(clippy::needless_pass_by_value, reason = "as above")]
    pub(super) fn run(&mut self, command: windtunnel_design::Command) {
        self.history.run("", &command).unwrap();
    }

    /// Adds the link that a person would mean.
    pub(super) fn link(&mut self, from: &str, to: &str) {
        let link = windtunnel_design::connect::propose(self.history.document(), from, to).unwrap();
        self.run(windtunnel_design::Command::AddLink(format!("{from}-{to}"), link));
    }

    pub(super) fn put_sketch(&mut self, id: &str, sketch: windtunnel_design::Sketch) {
        self.run(windtunnel_design::Command::PutSketch(id.into(), sketch));
    }

    pub(super) fn sketch(&self, id: &str) -> windtunnel_design::Sketch {
        self.history.document().sketches[id].clone()
    }

    pub(super) fn press(&mut self, target: Target, at: Pixel, keys: Keys) -> &mut Self {
        let (pointer, device, button) = (1, Device::Mouse, Button::Primary);
        self.send(Event::Down { pointer, device, button, at, target, keys })
    }

    pub(super) fn touch(&mut self, pointer: i32, target: Target, at: Pixel) -> &mut Self {
        let (device, button, keys) = (Device::Touch, Button::Primary, NO_KEYS);
        self.send(Event::Down { pointer, device, button, at, target, keys })
    }

    pub(super) fn pull(&mut self, pointer: i32, at: Pixel) -> &mut Self {
        self.send(Event::Move { pointer, at, pressed: true, keys: NO_KEYS })
    }

    pub(super) fn hover(&mut self, at: Pixel) -> &mut Self {
        self.send(Event::Move { pointer: 1, at, pressed: false, keys: NO_KEYS })
    }

    pub(super) fn release(&mut self, pointer: i32, at: Pixel) -> &mut Self {
        self.send(Event::Up { pointer, at, keys: NO_KEYS })
    }

    pub(super) fn at(&self, id: &str) -> (f64, f64) {
        let at = self.history.document().nodes[id].at;
        (at.x, at.y)
    }

    pub(super) fn links(&self) -> Vec<(String, String)> {
        let links = self.history.document().links.values();
        links.map(|link| (link.from.clone(), link.to.clone())).collect()
    }

    pub(super) fn selected(&self) -> Vec<&str> {
        self.selection.nodes.iter().map(String::as_str).collect()
    }

    pub(super) fn steps(&self) -> usize {
        let mut history = self.history.clone();
        std::iter::from_fn(|| history.undo()).count()
    }
}

pub(super) fn node(id: &str) -> Target {
    Target::Node(id.into())
}

pub(super) fn port(id: &str) -> Target {
    Target::Port(id.into())
}

/// The middle of a node in pixels of the unmoved camera.
pub(super) fn middle(id: &str) -> Pixel {
    let x = match id {
        "t" => 0.0,
        "s" => 304.0,
        _ => 600.0,
    };
    px(x + NODE_W / 2.0, 104.0 + NODE_H / 2.0)
}

#[test]
fn a_click_selects() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(393.0, 143.0)).release(1, middle("s"));
    assert_eq!((it.selected(), it.steps()), (vec!["s"], 0));
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn shift_click_toggles() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), SHIFT).release(1, middle("s"));
    it.press(node("d"), middle("d"), SHIFT).release(1, middle("d"));
    assert_eq!(it.selected(), ["d", "s"]);
    it.press(node("s"), middle("s"), SHIFT).release(1, middle("s"));
    assert_eq!(it.selected(), ["d"]);
}

#[test]
fn a_click_on_one_of_several_selects_that_one() {
    let mut it = Bench::new();
    it.selection.nodes.extend(["s".into(), "d".into()]);
    it.press(node("s"), middle("s"), NO_KEYS);
    assert_eq!(it.selected().len(), 2, "a press could still become a drag of both");
    it.release(1, middle("s"));
    assert_eq!(it.selected(), ["s"]);
}

#[test]
fn a_click_on_a_link_selects_it_and_on_paper_clears() {
    let mut it = Bench::new();
    it.press(Target::Link("l".into()), PAPER, NO_KEYS).release(1, PAPER);
    assert!(it.selection.links.contains("l"));
    it.press(Target::Empty, PAPER, NO_KEYS).release(1, PAPER);
    assert!(it.selection.is_empty());
    it.selection = Selection::node("s");
    it.press(Target::Empty, PAPER, SHIFT).release(1, PAPER);
    assert_eq!(it.selected(), ["s"], "shift keeps what is selected");
}

#[test]
fn a_drag_is_one_step_on_the_grid() {
    let mut it = Bench::new();
    it.press(node("s"), px(390.0, 140.0), NO_KEYS);
    for x in 391..=486 {
        it.pull(1, px(f64::from(x), 163.0));
    }
    it.release(1, px(486.0, 163.0));
    assert_eq!(it.at("s"), (400.0, 128.0));
    assert_eq!((it.steps(), it.selected(), it.captured.as_slice()), (1, vec!["s"], &[1][..]));
}

#[test]
fn a_drag_there_and_back_leaves_no_drift_and_no_step() {
    let mut it = Bench::new();
    it.camera.zoom = 0.7;
    it.press(node("s"), px(390.0, 140.0), NO_KEYS);
    it.pull(1, px(501.0, 333.0)).pull(1, px(17.0, 3.0)).pull(1, px(390.0, 140.0));
    it.release(1, px(390.0, 140.0));
    assert_eq!((it.at("s"), it.steps()), ((304.0, 104.0), 0));
}

#[test]
fn ctrl_leaves_the_grid() {
    let mut it = Bench::new();
    it.press(node("s"), px(390.0, 140.0), NO_KEYS);
    it.send(Event::Move { pointer: 1, at: px(403.0, 141.0), pressed: true, keys: CTRL });
    assert_eq!(it.at("s"), (317.0, 105.0));
}

#[test]
fn dragging_one_of_several_moves_all_and_keeps_their_distances() {
    let mut it = Bench::new();
    it.history
        .run("", &windtunnel_design::Command::MoveNode("d".into(), Point { x: 603.0, y: 1.0 }))
        .unwrap();
    it.selection.nodes.extend(["s".into(), "d".into()]);
    it.press(node("s"), middle("s"), NO_KEYS);
    it.pull(1, px(middle("s").x + 21.0, middle("s").y)).release(1, middle("s"));
    assert_eq!((it.at("s").0, it.at("d")), (328.0, (627.0, 1.0)));
    assert_eq!(it.at("t"), (0.0, 104.0));
}

#[test]
fn shift_drag_takes_the_node_into_the_selection() {
    let mut it = Bench::new();
    it.selection = Selection::node("d");
    it.press(node("s"), middle("s"), SHIFT).pull(1, px(500.0, 300.0));
    assert_eq!(it.selected(), ["d", "s"]);
    assert_ne!(it.at("d"), (600.0, 104.0));
}

#[test]
fn escape_or_a_lost_pointer_takes_a_drag_back() {
    for end in [Event::Escape, Event::Lost { pointer: 1 }] {
        let mut it = Bench::new();
        it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(700.0, 300.0));
        assert_ne!(it.at("s"), (304.0, 104.0));
        it.send(end).pull(1, px(10.0, 10.0)).release(1, px(10.0, 10.0));
        assert_eq!((it.at("s"), it.steps()), ((304.0, 104.0), 0));
        assert_eq!(it.tool.state, State::Idle);
    }
}

#[test]
fn a_node_let_go_outside_the_window_does_not_follow_the_mouse() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(700.0, 300.0));
    let there = it.at("s");
    it.hover(px(100.0, 100.0)).hover(px(200.0, 200.0));
    assert_eq!((it.at("s"), it.tool.state.clone()), (there, State::Idle));
}

#[test]
fn a_dragged_node_that_vanishes_ends_the_drag() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(700.0, 300.0));
    it.history.run("", &windtunnel_design::Command::RemoveNode("s".into())).unwrap();
    it.pull(1, px(710.0, 300.0));
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn another_pointer_does_not_disturb_a_drag() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(700.0, 300.0));
    let there = it.at("s");
    it.pull(9, PAPER).release(9, PAPER);
    it.send(Event::Lost { pointer: 9 });
    assert_eq!(it.at("s"), there);
    assert!(it.tool.state.holds_document());
}

#[test]
fn fingers_tremble_more_than_mice() {
    let mut it = Bench::new();
    let near = px(middle("s").x + 8.0, middle("s").y);
    it.touch(1, node("s"), middle("s")).pull(1, near).release(1, near);
    assert_eq!(it.at("s"), (304.0, 104.0));
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, near).release(1, near);
    assert_eq!(it.at("s"), (312.0, 104.0));
}

#[test]
fn dragging_from_a_port_connects() {
    let mut it = Bench::new();
    it.press(port("t"), px(176.0, 142.0), NO_KEYS).pull(1, px(250.0, 142.0));
    assert_eq!(it.tool.state.draft().unwrap().over, None);
    it.pull(1, middle("s"));
    assert_eq!(it.tool.state.draft().unwrap().over, Some(("s".into(), Ok(()))));
    it.release(1, middle("s"));
    assert_eq!(it.links(), [("t".into(), "s".into())]);
    assert_eq!((it.steps(), it.selection.links.len()), (1, 1));
}

#[test]
fn a_link_that_is_not_allowed_says_why_and_is_not_made() {
    let mut it = Bench::new();
    it.press(port("d"), px(776.0, 142.0), NO_KEYS).pull(1, middle("s"));
    let (over, verdict) = it.tool.state.draft().unwrap().over.clone().unwrap();
    assert_eq!(over, "s");
    let reason = verdict.unwrap_err();
    it.release(1, middle("s"));
    assert_eq!((it.links(), it.said.clone()), (vec![], vec![reason]));
}

#[test]
fn escape_or_a_lost_pointer_drops_the_link() {
    for end in [Event::Escape, Event::Lost { pointer: 1 }] {
        let mut it = Bench::new();
        it.press(port("t"), px(176.0, 142.0), NO_KEYS).pull(1, middle("s"));
        it.send(end).release(1, middle("s"));
        assert_eq!((it.links(), it.tool.state.clone()), (vec![], State::Idle));
    }
}

#[test]
fn clicking_source_then_target_connects() {
    let mut it = Bench::new();
    it.press(port("t"), px(176.0, 142.0), NO_KEYS).release(1, px(176.0, 142.0));
    assert_eq!(it.tool.state.connecting_from(), Some("t"));
    it.hover(px(260.0, 300.0)).hover(middle("s"));
    assert_eq!(it.tool.state.draft().unwrap().over, Some(("s".into(), Ok(()))));
    it.press(node("s"), middle("s"), NO_KEYS).release(1, middle("s"));
    assert_eq!((it.links().len(), it.steps()), (1, 1));
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn tapping_source_then_target_connects_even_after_moving_the_paper() {
    let mut it = Bench::new();
    it.touch(1, port("t"), px(176.0, 142.0)).release(1, px(176.0, 142.0));
    it.touch(2, Target::Empty, PAPER).pull(2, px(-80.0, 500.0)).release(2, px(-80.0, 500.0));
    assert_eq!((it.camera.x, it.tool.state.connecting_from()), (100.0, Some("t")));
    it.touch(3, node("s"), px(290.0, 142.0)).release(3, px(290.0, 142.0));
    assert_eq!(it.links().len(), 1);
}

#[test]
fn a_click_on_paper_or_escape_ends_connecting_by_clicks() {
    let mut it = Bench::new();
    it.send(Event::ConnectFrom("t".into())).press(Target::Empty, PAPER, NO_KEYS);
    it.release(1, PAPER);
    assert_eq!(it.tool.state, State::Idle);
    it.send(Event::ConnectFrom("t".into())).send(Event::Escape);
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn links_are_made_without_a_pointer() {
    let mut it = Bench::new();
    it.send(Event::ConnectFrom("t".into())).send(Event::Activate("s".into()));
    assert_eq!((it.links().len(), it.tool.state.clone()), (1, State::Idle));
    it.send(Event::Activate("d".into()));
    assert_eq!(it.selected(), ["d"], "otherwise Enter selects");
}

#[test]
fn a_marquee_selects_what_it_touches() {
    let mut it = Bench::new();
    it.press(Target::Empty, px(290.0, 90.0), NO_KEYS).pull(1, px(610.0, 110.0));
    assert_eq!(it.selected(), ["d", "s"]);
    assert!(it.tool.state.marquee().is_some());
    it.pull(1, px(500.0, 110.0)).release(1, px(500.0, 110.0));
    assert_eq!((it.selected(), it.steps()), (vec!["s"], 0));
}

#[test]
fn shift_adds_a_marquee_and_escape_takes_it_back() {
    let mut it = Bench::new();
    it.selection = Selection::node("t");
    it.press(Target::Empty, px(290.0, 90.0), SHIFT).pull(1, px(500.0, 110.0));
    assert_eq!(it.selected(), ["s", "t"]);
    it.send(Event::Escape);
    assert_eq!(it.selected(), ["t"]);
}

#[test]
fn the_other_buttons_and_the_space_bar_pan() {
    for space in [false, true] {
        let mut it = Bench::new();
        it.send(Event::Space(space));
        let button = if space { Button::Primary } else { Button::Other };
        let (pointer, device, keys) = (1, Device::Mouse, NO_KEYS);
        let at = middle("s");
        it.send(Event::Down { pointer, device, button, at, target: node("s"), keys });
        it.pull(1, px(at.x + 30.0, at.y - 10.0)).release(1, at);
        assert_eq!((it.camera.x, it.camera.y, it.steps()), (-30.0, 10.0, 0));
        assert!(it.selection.is_empty());
    }
}

#[test]
fn one_finger_pans_the_paper() {
    let mut it = Bench::new();
    it.touch(1, Target::Empty, PAPER).pull(1, px(60.0, 480.0)).release(1, px(60.0, 480.0));
    assert_eq!((it.camera.x, it.camera.y), (-40.0, 20.0));
}

#[test]
fn escape_takes_a_pan_back() {
    let mut it = Bench::new();
    it.touch(1, Target::Empty, PAPER).pull(1, px(60.0, 480.0)).send(Event::Escape);
    assert_eq!(it.camera, Camera::default());
}

#[test]
fn two_fingers_pinch_from_where_they_came_down() {
    let mut it = Bench::new();
    it.touch(1, Target::Empty, px(400.0, 300.0)).touch(2, Target::Empty, px(600.0, 300.0));
    for distance in [150.0, 40.0, 200.0] {
        it.pull(1, px(500.0 - distance, 300.0)).pull(2, px(500.0 + distance, 300.0));
    }
    assert!((it.camera.zoom - 2.0).abs() < 1e-9);
    let still = it.camera.to_canvas(px(500.0, 300.0));
    assert!((still.x - 500.0).abs() < 1e-9 && (still.y - 300.0).abs() < 1e-9);
    it.pull(1, px(400.0, 350.0)).pull(2, px(600.0, 350.0));
    assert!((it.camera.zoom - 1.0).abs() < 1e-9 && (it.camera.y + 50.0).abs() < 1e-9);
}

#[test]
fn when_one_finger_leaves_the_other_pans_on() {
    let mut it = Bench::new();
    it.touch(1, Target::Empty, px(400.0, 300.0)).touch(2, Target::Empty, px(600.0, 300.0));
    it.release(1, px(400.0, 300.0)).pull(2, px(610.0, 300.0));
    assert_eq!(it.camera.x, -10.0);
    it.send(Event::Lost { pointer: 2 });
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn a_second_finger_takes_the_firsts_drag_back() {
    let mut it = Bench::new();
    it.touch(1, node("s"), middle("s")).pull(1, px(500.0, 300.0));
    it.touch(2, Target::Empty, PAPER);
    assert_eq!((it.at("s"), it.steps()), ((304.0, 104.0), 0));
    assert!(matches!(it.tool.state, State::Pinching { .. }));
}

#[test]
fn a_node_is_dragged_in_from_the_palette() {
    let mut it = Bench::new();
    let (kind, pointer, device) = (NodeKind::Model, 1, Device::Mouse);
    it.send(Event::DragIn { what: Fresh::Node(kind), pointer, device, at: px(-100.0, 50.0) });
    it.pull(1, px(-20.0, 60.0)).pull(1, px(300.0, 400.0));
    assert!(matches!(it.tool.state, State::Placing { at: Some(_), .. }));
    it.release(1, px(300.0, 400.0));
    assert_eq!((it.at("model-1"), it.selected(), it.steps()), ((216.0, 360.0), vec!["model-1"], 1));
}

#[test]
fn a_click_on_the_palette_or_a_drop_off_the_canvas_places_nothing() {
    for end in [px(-100.0, 50.0), px(-50.0, 80.0)] {
        let mut it = Bench::new();
        let (kind, pointer, device) = (NodeKind::Model, 1, Device::Mouse);
        it.send(Event::DragIn { what: Fresh::Node(kind), pointer, device, at: px(-100.0, 50.0) });
        it.pull(1, end).release(1, end);
        assert_eq!((it.steps(), it.tool.state.clone()), (0, State::Idle));
    }
}

#[test]
fn escape_or_a_lost_pointer_puts_the_new_node_away() {
    for end in [Event::Escape, Event::Lost { pointer: 1 }] {
        let mut it = Bench::new();
        let (kind, pointer, device) = (NodeKind::Model, 1, Device::Mouse);
        it.send(Event::DragIn { what: Fresh::Node(kind), pointer, device, at: PAPER })
            .pull(1, px(300.0, 400.0));
        it.send(end).release(1, px(300.0, 400.0));
        assert_eq!((it.steps(), it.tool.state.clone()), (0, State::Idle));
    }
}

#[test]
fn escape_without_a_gesture_clears_the_selection() {
    let mut it = Bench::new();
    it.selection = Selection::node("s");
    it.send(Event::Escape);
    assert!(it.selection.is_empty());
}

fn wheel(dx: f64, dy: f64, keys: Keys, time_ms: f64) -> Event {
    Event::Wheel(Wheel {
        at: px(500.0, 300.0),
        dx,
        dy,
        lines: false,
        keys,
        time_ms,
        mode: WheelMode::Auto,
    })
}

#[test]
fn a_notched_wheel_zooms_at_the_pointer() {
    let mut it = Bench::new();
    it.send(wheel(0.0, -100.0, NO_KEYS, 0.0));
    assert!(it.camera.zoom > 1.1);
    let still = it.camera.to_canvas(px(500.0, 300.0));
    assert!((still.x - 500.0).abs() < 1e-9 && (still.y - 300.0).abs() < 1e-9);
}

#[test]
fn a_trackpad_pans_and_goes_on_panning_through_a_fast_swipe() {
    let mut it = Bench::new();
    it.send(wheel(0.0, 3.0, NO_KEYS, 0.0)).send(wheel(0.0, 140.0, NO_KEYS, 16.0));
    assert_eq!((it.camera.y, it.camera.zoom), (143.0, 1.0));
    it.send(wheel(0.0, 140.0, NO_KEYS, 900.0));
    assert!(it.camera.zoom < 1.0, "after a rest it is another device");
}

#[test]
fn ctrl_or_a_pinch_zooms_and_shift_pans_sideways() {
    let mut it = Bench::new();
    it.send(wheel(0.0, -4.0, CTRL, 0.0));
    assert!(it.camera.zoom > 1.0 && it.camera.zoom < 1.1);
    let mut it = Bench::new();
    it.send(wheel(0.0, 100.0, SHIFT, 0.0));
    assert_eq!((it.camera.x, it.camera.y, it.camera.zoom), (100.0, 0.0, 1.0));
}

#[test]
fn the_wheel_does_not_disturb_a_gesture() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(500.0, 300.0));
    it.send(wheel(0.0, -100.0, NO_KEYS, 0.0));
    assert_eq!(it.camera, Camera::default());
}
