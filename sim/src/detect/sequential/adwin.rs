//! Adaptive windowing: a window that is cut where its parts differ.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Detector, Level};

/// Parameters of [`Adwin`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdwinSettings {
    /// Significance of a cut: 0.002.
    pub delta: f64,
    /// Values between two looks for a cut: 32.
    pub clock: u32,
    /// Buckets of one size before two are merged: 5.
    pub max_buckets: u32,
    /// Values that a part of the window must have: 5.
    pub min_window: u32,
    /// Values that must be in the window: 10.
    pub grace_period: u32,
}

impl Default for AdwinSettings {
    fn default() -> Self {
        Self { delta: 0.002, clock: 32, max_buckets: 5, min_window: 5, grace_period: 10 }
    }
}

/// Some values in a row: their sum, and the sum of squares around their mean.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Span {
    /// Sum of squares that comes from the distance between two means.
    fn between(self, other: Self) -> f64 {
        let distance = self.sum / self.count - other.sum / other.count;
        self.count * other.count * distance * distance / (self.count + other.count)
    }

    fn and(self, other: Self) -> Self {
        let squares =
            if self.count > 0.0 { other.squares + self.between(other) } else { other.squares };
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            squares: self.squares + squares,
        }
    }

    /// What is left when a part of it goes.
    fn without(self, part: Self) -> Self {
        let rest = Self { count: self.count - part.count, sum: self.sum - part.sum, squares: 0.0 };
        Self { squares: self.squares - (part.squares + part.between(rest)), ..rest }
    }
}

/// Adaptive windowing with buckets of powers of two (Bifet & Gavalda 2007, ADWIN2).
#[derive(Debug, Clone)]
pub struct Adwin {
    settings: AdwinSettings,
    /// Buckets of 1, 2, 4, ... values, the oldest of a row first.
    rows: Vec<VecDeque<Span>>,
    window: Span,
    ticks: u64,
    has_drifted: bool,
}

impl Adwin {
    /// A detector that has seen nothing.
    #[must_use]
    pub fn new(settings: AdwinSettings) -> Self {
        Self {
            settings,
            rows: vec![VecDeque::new()],
            window: Span::default(),
            ticks: 0,
            has_drifted: false,
        }
    }

    /// Values in the window.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.window.count
    }

    /// Mean of the window; 0 while it is empty.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.window.count > 0.0 { self.window.sum / self.window.count } else { 0.0 }
    }

    fn insert(&mut self, value: f64) {
        let one = Span { count: 1.0, sum: value, squares: 0.0 };
        self.window = self.window.and(one);
        self.rows[0].push_back(one);
        let most = self.settings.max_buckets as usize;
        let mut row = 0;
        while self.rows[row].len() > most {
            if row + 1 == self.rows.len() {
                self.rows.push(VecDeque::new());
            }
            let oldest: Vec<_> = self.rows[row].drain(..2).collect();
            self.rows[row + 1].push_back(oldest[0].and(oldest[1]));
            row += 1;
        }
    }

    fn drop_oldest(&mut self) {
        let last = self.rows.len() - 1;
        if let Some(oldest) = self.rows[last].pop_front() {
            self.window = self.window.without(oldest);
        }
        if self.rows[last].is_empty() && last > 0 {
            self.rows.pop();
        }
    }

    /// Whether the window should be cut behind one of its buckets.
    fn has_cut(&self) -> bool {
        let mut old = Span::default();
        let mut new = self.window;
        for row in self.rows.iter().rev() {
            for &bucket in row {
                old = old.and(bucket);
                new = Span {
                    count: new.count - bucket.count,
                    sum: new.sum - bucket.sum,
                    squares: 0.0,
                };
                if self.differ(old, new) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether two parts of the window have different means (Bifet & Gavalda 2007, eq. 3.1).
    fn differ(&self, old: Span, new: Span) -> bool {
        let least = f64::from(self.settings.min_window);
        if old.count < least || new.count < least {
            return false;
        }
        let distance = (old.sum / old.count - new.sum / new.count).abs();
        let level = libm::log(2.0 * libm::log(self.window.count) / self.settings.delta);
        let part = 1.0 / (old.count - least + 1.0) + 1.0 / (new.count - least + 1.0);
        let variance = self.window.squares / self.window.count;
        distance > (2.0 * part * variance * level).sqrt() + 2.0 / 3.0 * level * part
    }
}

impl Detector for Adwin {
    fn update(&mut self, value: f64) -> Level {
        if self.has_drifted {
            self.reset();
        }
        self.insert(value);
        self.ticks += 1;
        let is_time = self.ticks.is_multiple_of(u64::from(self.settings.clock.max(1)));
        if is_time && self.window.count > f64::from(self.settings.grace_period) {
            while self.has_cut() {
                self.has_drifted = true;
                self.drop_oldest();
            }
        }
        if self.has_drifted { Level::Drift } else { Level::Stable }
    }

    fn reset(&mut self) {
        *self = Self::new(self.settings);
    }
}
