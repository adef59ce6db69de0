//! The camera: from canvas units to the pixels of the viewport and back.

use windtunnel_design::Point;

use super::geometry::Rect;

/// Smallest and largest zoom that a person can reach.
pub const ZOOM_RANGE: (f64, f64) = (0.1, 4.0);

/// Fitting never enlarges beyond this: a small design should not shout.
const FIT_ZOOM_MAX: f64 = 1.25;

/// Smallest zoom at which the names of nodes can be read.
const READABLE: f64 = 0.38;

/// Smallest zoom at which a design is opened: below it nodes are specks, so that seeing all of them
/// says nothing.
const OPENING_MIN: f64 = 0.25;

/// Free pixels at the left of a design that does not fit.
const MARGIN: f64 = 16.0;

/// A place in the viewport, in CSS pixels from its top left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pixel {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Pixel {
    /// Distance to another place.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        (dx * dx + dy * dy).sqrt()
    }

    /// Half way to another place.
    #[must_use]
    pub fn midpoint(self, other: Self) -> Self {
        Self { x: f64::midpoint(self.x, other.x), y: f64::midpoint(self.y, other.y) }
    }
}

/// Where the canvas looks: `pixel = (point - origin) * zoom`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Canvas point at the viewport's top left corner.
    pub x: f64,
    /// Canvas point at the viewport's top left corner.
    pub y: f64,
    /// Pixels a canvas unit.
    pub zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, zoom: 1.0 }
    }
}

/// Pixels of the viewport to keep free when fitting.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Padding {
    /// Above.
    pub top: f64,
    /// At the right.
    pub right: f64,
    /// Below.
    pub bottom: f64,
    /// At the left.
    pub left: f64,
}

impl Camera {
    /// The canvas point under a pixel.
    #[must_use]
    pub fn to_canvas(self, pixel: Pixel) -> Point {
        Point { x: self.x + pixel.x / self.zoom, y: self.y + pixel.y / self.zoom }
    }

    /// The pixel over a canvas point.
    #[must_use]
    pub fn to_pixels(self, point: Point) -> Pixel {
        Pixel { x: (point.x - self.x) * self.zoom, y: (point.y - self.y) * self.zoom }
    }

    /// Moves what is seen by so many pixels.
    #[must_use]
    pub fn pan(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x - dx / self.zoom, y: self.y - dy / self.zoom, ..self }
    }

    /// Zooms by a factor, within the range, keeping the canvas point under `pixel` where it is.
    #[must_use]
    pub fn zoom_at(self, pixel: Pixel, factor: f64) -> Self {
        self.zoom_to(pixel, self.zoom * factor)
    }

    /// Zooms to a value, within the range, keeping the canvas point under `pixel` where it is.
    #[must_use]
    pub fn zoom_to(self, pixel: Pixel, zoom: f64) -> Self {
        if !zoom.is_finite() {
            return self;
        }
        let zoom = zoom.clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
        let under = self.to_canvas(pixel);
        Self { x: under.x - pixel.x / zoom, y: under.y - pixel.y / zoom, zoom }
    }

    /// The camera that shows the whole of `rect`, centred in what the padding leaves free.
    #[must_use]
    pub fn fit(rect: Rect, viewport: (f64, f64), padding: Padding) -> Self {
        let free_w = (viewport.0 - padding.left - padding.right).max(1.0);
        let free_h = (viewport.1 - padding.top - padding.bottom).max(1.0);
        let zoom = (free_w / rect.w.max(1.0)).min(free_h / rect.h.max(1.0));
        let zoom = zoom.clamp(ZOOM_RANGE.0, FIT_ZOOM_MAX);
        let centre = rect.centre();
        Self {
            x: centre.x - (padding.left + free_w / 2.0) / zoom,
            y: centre.y - (padding.top + free_h / 2.0) / zoom,
            zoom,
        }
    }

    /// The camera for a design that is opened: all of it, unless that would be too small to read;
    /// then from its left end on, where requests come in. Its rows are not cut for that: to see what
    /// comes later one looks to the right, but nobody expects more above and below.
    #[must_use]
    pub fn open(rect: Rect, viewport: (f64, f64), padding: Padding) -> Self {
        let all = Self::fit(rect, viewport, padding);
        let rows = Self::fit(Rect { w: 1.0, ..rect }, viewport, padding);
        let zoom = rows.zoom.clamp(OPENING_MIN, READABLE);
        if all.zoom >= zoom {
            return all;
        }
        let middle = rect.centre();
        let (width, height) = (viewport.0 / zoom, viewport.1 / zoom);
        Self {
            x: (middle.x - width / 2.0).min(rect.x - MARGIN / zoom),
            // In the middle, but not under what stands at the bottom.
            y: (middle.y - height / 2.0).max(rect.bottom() - height + padding.bottom / zoom),
            zoom,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Camera = Camera { x: 30.0, y: -20.0, zoom: 0.5 };

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        let pixel = Pixel { x: 123.0, y: 45.0 };
        let back = LOOK.to_pixels(LOOK.to_canvas(pixel));
        assert!(close(back.x, pixel.x) && close(back.y, pixel.y));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let pixel = Pixel { x: 400.0, y: 300.0 };
        let before = LOOK.to_canvas(pixel);
        for factor in [0.01, 0.9, 1.3, 100.0] {
            let after = LOOK.zoom_at(pixel, factor).to_canvas(pixel);
            assert!(close(before.x, after.x) && close(before.y, after.y), "{factor}");
        }
    }

    #[test]
    fn zoom_stays_in_its_range() {
        let pixel = Pixel::default();
        assert_eq!(LOOK.zoom_at(pixel, 1e9).zoom, ZOOM_RANGE.1);
        assert_eq!(LOOK.zoom_at(pixel, 1e-9).zoom, ZOOM_RANGE.0);
        assert_eq!(LOOK.zoom_at(pixel, f64::NAN), LOOK);
    }

    #[test]
    fn panning_moves_what_is_seen_with_the_hand() {
        let moved = LOOK.pan(10.0, -6.0).to_pixels(Point { x: 30.0, y: -20.0 });
        assert!(close(moved.x, 10.0) && close(moved.y, -6.0));
    }

    #[test]
    fn fitting_shows_everything_within_the_padding() {
        let rect = Rect { x: 100.0, y: 50.0, w: 2000.0, h: 300.0 };
        let padding = Padding { top: 20.0, right: 40.0, bottom: 60.0, left: 80.0 };
        let camera = Camera::fit(rect, (1000.0, 600.0), padding);
        let top_left = camera.to_pixels(Point { x: rect.x, y: rect.y });
        let bottom_right = camera.to_pixels(Point { x: rect.x + rect.w, y: rect.y + rect.h });
        assert!(close(top_left.x, 80.0) && close(bottom_right.x, 960.0));
        assert!(top_left.y >= 20.0 && bottom_right.y <= 540.0);
        let small = Camera::fit(Rect { w: 1.0, h: 1.0, ..rect }, (1000.0, 600.0), padding);
        assert_eq!(small.zoom, FIT_ZOOM_MAX);
    }

    #[test]
    fn a_design_that_is_opened_is_cut_at_its_end_but_not_above_and_below() {
        let rect = Rect { x: 0.0, y: 0.0, w: 1_856.0, h: 624.0 };
        let padding = Padding { top: 16.0, right: 16.0, bottom: 60.0, left: 16.0 };
        let open = |viewport| Camera::open(rect, viewport, padding);
        let rows_are_seen = |camera: Camera, height: f64| {
            let top = camera.to_pixels(Point { x: 0.0, y: rect.y }).y;
            let bottom = camera.to_pixels(Point { x: 0.0, y: rect.bottom() }).y;
            top >= 0.0 && bottom <= height - padding.bottom + 1e-9
        };
        // A screen shows all of it, and half of one, below which the charts stand, does too.
        for viewport in [(1_200.0, 600.0), (1_200.0, 280.0)] {
            assert_eq!(open(viewport), Camera::fit(rect, viewport, padding));
        }
        // A phone shows its left end, as large as can be read, or as there is height.
        for (viewport, zoom) in [((390.0, 500.0), READABLE), ((390.0, 260.0), 184.0 / 624.0)] {
            let camera = open(viewport);
            assert!((camera.zoom - zoom).abs() < 1e-9, "{camera:?}");
            assert!(rows_are_seen(camera, viewport.1), "{camera:?}");
            assert_eq!(camera.to_pixels(Point { x: rect.x, y: 0.0 }).x.round(), MARGIN);
        }
        assert_eq!(open((390.0, 120.0)).zoom, OPENING_MIN, "no specks");
    }
}
