//! The flow: dots on call links and moving dashes on streams.
//!
//! One animation frame moves them all, by attributes of elements that stay; the views of links only
//! say where their lane runs and how much flows. While nothing plays, no frame is asked for.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use windtunnel_design::sim::model::LinkKind;

use crate::core::flow::Flow;
use crate::core::route::Samples;
use crate::run::clock::{now_ms, prefers_stillness};
use crate::store::Store;

/// Length of one dash and gap of a stream; as in canvas.css.
const DASH: f64 = 9.0;
/// Speed of a stream's dashes in canvas units per second.
const STREAM_SPEED: f64 = 22.0;
/// Longest time that one frame makes up for, in seconds.
const FRAME_MAX_S: f64 = 0.1;

/// The way of one link and what flows along it.
pub struct Lane {
    /// Group that holds the dots.
    pub dots: Element,
    /// The line itself.
    pub line: Element,
    /// The way by length.
    pub samples: Samples,
    /// How much flows.
    pub flow: Flow,
    /// What flows.
    pub kind: LinkKind,
}

struct Running {
    lane: Lane,
    circles: Vec<Element>,
    /// How far the flow has come, in canvas units.
    along: f64,
}

#[derive(Default)]
struct Lanes {
    running: BTreeMap<String, Running>,
    still: bool,
    moving: bool,
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
        Effect::new(move |_| {
            if store.run.playing.get() && !still {
                field.start(store);
            }
        });
        field
    }

    /// Adds a lane, or changes it; its flow goes on from where it was.
    pub fn put(self, id: &str, lane: Lane) {
        self.lanes.try_update_value(|lanes| {
            let still = lanes.still;
            let along = lanes.running.get(id).map_or(0.0, |running| running.along);
            let circles = lanes.running.remove(id).map(|it| it.circles).unwrap_or_default();
            let mut running = Running { lane, circles, along };
            running.fit(still);
            running.draw();
            lanes.running.insert(id.to_owned(), running);
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
                for running in lanes.running.values_mut() {
                    running.advance(passed_s);
                    running.draw();
                }
            });
            if playing && here.is_some() {
                self.next_frame(store, now);
            }
        });
    }
}

impl Running {
    /// Makes as many dots as the flow asks for; streams and still screens have none.
    fn fit(&mut self, still: bool) {
        let wanted = if self.lane.kind == LinkKind::Call && !still {
            self.lane.flow.dots(self.lane.samples.length)
        } else {
            0
        };
        while self.circles.len() > wanted {
            if let Some(circle) = self.circles.pop() {
                circle.remove();
            }
        }
        while self.circles.len() < wanted {
            let Some(circle) = new_circle(&self.lane.dots) else { break };
            self.circles.push(circle);
        }
        // The style sheet makes the radius of it, with the zoom.
        if let Some(dots) = self.lane.dots.dyn_ref::<SvgElement>() {
            let radius = format!("{:.2}px", self.lane.flow.dot_radius());
            // Only a malformed name could fail.
            dots.style().set_property("--r", &radius).ok();
        }
    }

    fn advance(&mut self, passed_s: f64) {
        let (speed, round) = match self.lane.kind {
            LinkKind::Call => (self.lane.flow.speed(), self.lane.samples.length),
            _ => (STREAM_SPEED, DASH),
        };
        if round > 0.0 {
            self.along = (self.along + speed * passed_s) % round;
        }
    }

    fn draw(&self) {
        if self.lane.kind == LinkKind::Stream {
            set(&self.lane.line, "stroke-dashoffset", &format!("{:.1}", -self.along));
            return;
        }
        let length = self.lane.samples.length;
        let gap = length / self.circles.len().max(1) as f64;
        for (number, circle) in self.circles.iter().enumerate() {
            let at = self.lane.samples.at((self.along + gap * number as f64) % length);
            set(circle, "cx", &format!("{:.1}", at.x));
            set(circle, "cy", &format!("{:.1}", at.y));
        }
    }
}

fn new_circle(parent: &Element) -> Option<Element> {
    let circle = document()
        .create_element_ns(Some("http://www.w3.org/2000/svg"), "circle")
        .ok()?
        .dyn_into::<Element>()
        .ok()?;
    parent.append_child(&circle).ok()?;
    Some(circle)
}

fn set(element: &Element, name: &str, value: &str) {
    // Only a malformed name could fail.
    element.set_attribute(name, value).ok();
}
