//! The flow: dots on call links and moving dashes on streams.
//!
//! One animation frame moves them all, by attributes of elements that stay; the views of links only
//! say where their lane runs and how much flows. While nothing plays, no frame is asked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use windtunnel_design::sim::model::LinkKind;

use crate::core::flow::Flow;
use crate::core::route::Samples;
use crate::run::clock::{now_ms, prefers_stillness};
use crate::store::Store;
use crate::ui::effect;

/// Length of one dash and gap of a stream; as in canvas.css.
const DASH: f64 = 9.0;
/// The path of the dots is in tenths of a unit, so that it is written in whole numbers; as in link.rs.
const DOTS_PER_UNIT: f64 = 10.0;
/// Speed of a stream's dashes in canvas units per second.
const STREAM_SPEED: f64 = 22.0;
/// Longest time that one frame makes up for, in seconds.
const FRAME_MAX_S: f64 = 0.1;

/// The way of one link.
pub struct Lane {
    /// Draws the dots.
    pub dots: Element,
    /// The line itself.
    pub line: Element,
    /// The way by length.
    pub samples: Samples,
    /// What flows.
    pub kind: LinkKind,
}

struct Running {
    lane: Lane,
    flow: Flow,
    /// How many dots are on their way.
    count: usize,
    /// How far the flow has come, in canvas units.
    along: f64,
}

#[derive(Default)]
struct Lanes {
    running: BTreeMap<String, Running>,
    still: bool,
    moving: bool,
    /// Written anew for each lane; kept, so that no frame asks for memory.
    text: String,
}

/// All lanes.
#[derive(Clone, Copy)]
pub struct Field {
    lanes: StoredValue<Lanes, LocalStorage>,
}

impl Field {
    /// A field whose flow moves while the store's cursor plays.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let still = prefers_stillness();
        let field = Self { lanes: StoredValue::new_local(Lanes { still, ..Lanes::default() }) };
        effect(move || {
            if store.run.playing.get() && !still {
                field.start(store);
            }
        });
        field
    }

    /// Adds a lane, or leads it another way; its flow goes on from where it was.
    pub fn put(self, id: &str, lane: Lane, flow: Flow) {
        self.lanes.try_update_value(|lanes| {
            let along = lanes.running.remove(id).map_or(0.0, |running| running.along);
            let mut running = Running { lane, flow, count: 0, along };
            running.fit(lanes.still);
            // What moves is drawn in the next frame anyway.
            if !(lanes.moving && running.moves()) {
                running.draw(&mut lanes.text);
            }
            lanes.running.insert(id.to_owned(), running);
        });
    }

    /// Says how much flows along a lane.
    pub fn set_flow(self, id: &str, flow: Flow) {
        self.lanes.try_update_value(|lanes| {
            if let Some(running) = lanes.running.get_mut(id) {
                running.flow = flow;
                running.fit(lanes.still);
                running.draw(&mut lanes.text);
            }
        });
    }

    /// Takes a lane away.
    pub fn remove(self, id: &str) {
        self.lanes.try_update_value(|lanes| drop(lanes.running.remove(id)));
    }

    fn start(self, store: Store) {
        let began =
            self.lanes.try_update_value(|lanes| !std::mem::replace(&mut lanes.moving, true));
        if began == Some(true) {
            self.next_frame(store, now_ms());
        }
    }

    fn next_frame(self, store: Store, last_ms: f64) {
        request_animation_frame(move || {
            let playing = store.run.playing.try_get_untracked() == Some(true);
            let now = now_ms();
            let passed_s = ((now - last_ms) / 1000.0).clamp(0.0, FRAME_MAX_S);
            let here = self.lanes.try_update_value(|lanes| {
                lanes.moving = playing;
                for running in lanes.running.values_mut().filter(|it| it.moves()) {
                    running.advance(passed_s);
                    running.draw(&mut lanes.text);
                }
            });
            if playing && here.is_some() {
                self.next_frame(store, now);
            }
        });
    }
}

impl Running {
    fn moves(&self) -> bool {
        self.count > 0 || self.lane.kind == LinkKind::Stream
    }

    /// Takes as many dots as the flow asks for; streams and still screens have none.
    fn fit(&mut self, still: bool) {
        let has_dots = self.lane.kind == LinkKind::Call && !still;
        self.count = if has_dots { self.flow.dots(self.lane.samples.length) } else { 0 };
        // The style sheet makes the width of it, with the zoom.
        if let Some(dots) = self.lane.dots.dyn_ref::<SvgElement>() {
            let radius = format!("{:.2}", self.flow.dot_radius());
            // Only a malformed name could fail.
            dots.style().set_property("--r", &radius).ok();
        }
    }

    fn advance(&mut self, passed_s: f64) {
        let (speed, round) = match self.lane.kind {
            LinkKind::Call => (self.flow.speed(), self.lane.samples.length),
            _ => (STREAM_SPEED, DASH),
        };
        if round > 0.0 {
            self.along = (self.along + speed * passed_s) % round;
        }
    }

    /// All dots of a lane are one path of points, so a frame changes one attribute for each lane.
    fn draw(&self, text: &mut String) {
        if self.lane.kind == LinkKind::Stream {
            set(&self.lane.line, "stroke-dashoffset", &format!("{:.1}", -self.along));
            return;
        }
        text.clear();
        let length = self.lane.samples.length;
        let gap = length / self.count.max(1) as f64;
        for number in 0..self.count {
            let at = self.lane.samples.at((self.along + gap * number as f64) % length);
            let (x, y) = ((at.x * DOTS_PER_UNIT) as i32, (at.y * DOTS_PER_UNIT) as i32);
            // Writing to a string cannot fail.
            let _infallible = write!(text, "M{x} {y}h0");
        }
        set(&self.lane.dots, "d", text);
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // Only a malformed name could fail.
    element.set_attribute(name, value).ok();
}
