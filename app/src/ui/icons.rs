//! The icon set: one hand, one grid.
//!
//! Every icon is drawn on 24 by 24 with a stroke of 1.75, round caps and joins, in the colour of
//! the text around it. A few have filled dots besides. Icons are decoration: whatever they stand on
//! has a name of its own, so they are hidden from assistive technology.

use leptos::prelude::*;
use windtunnel_design::drawing::icons::picture;
use windtunnel_design::sim::model::NodeKind;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident: $stroke:literal $(, $fill:literal)?;)*) => {
        /// A picture of the set.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon {
            /// A kind of node.
            Kind(NodeKind),
            $($(#[$doc])* $name,)*
        }

        impl Icon {
            /// Every icon but those of the kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Path data of the lines, on a grid of 24 by 24.
            #[must_use]
            pub fn stroke(self) -> &'static str {
                match self {
                    Self::Kind(kind) => picture(kind).stroke,
                    $(Self::$name => $stroke,)*
                }
            }

            /// Path data of the filled dots; empty for most.
            #[must_use]
            pub fn fill(self) -> &'static str {
                match self {
                    Self::Kind(kind) => picture(kind).fill,
                    $(Self::$name => concat!($($fill)?),)*
                }
            }
        }
    };
}

icons! {
    // Things to do.
    /// Take back.
    Undo: "M8 4.5l-4 4 4 4M4.5 8.5H14a5.5 5.5 0 0 1 0 11H8.5";
    /// Make again.
    Redo: "M16 4.5l4 4-4 4M19.5 8.5H10a5.5 5.5 0 0 0 0 11h5.5";
    /// Start the cursor.
    Play: "M7 5.2v13.6a.8.8 0 0 0 1.2.7l11-6.8a.8.8 0 0 0 0-1.4l-11-6.8A.8.8 0 0 0 7 5.2z";
    /// Hold the cursor.
    Pause: "M8.5 5v14M15.5 5v14";
    /// One bucket on.
    Step: "M5.5 5.7v12.6a.7.7 0 0 0 1.1.6l8.9-6.3a.7.7 0 0 0 0-1.2L6.6 5.1a.7.7 0 0 0-1.1.6zM19 5v14";
    /// More or less contrast.
    Contrast: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", "M12 4a8 8 0 0 1 0 16z";
    /// Back to the start.
    Reset: "M4.5 4.5v5h5M4.8 9.5A7.8 7.8 0 1 1 4.3 13.5";
    /// Stop the work.
    Stop: "M7.5 6h9A1.5 1.5 0 0 1 18 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 16.5v-9A1.5 1.5 0 0 1 7.5 6z";
    /// Look for something.
    Search: "M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M20.5 20.5l-5.3-5.3";
    /// More, or closer.
    Plus: "M12 5v14M5 12h14";
    /// Less, or further.
    Minus: "M5 12h14";
    /// All of it in view.
    Fit: "M4 8.5v-3A1.5 1.5 0 0 1 5.5 4h3M15.5 4h3A1.5 1.5 0 0 1 20 5.5v3M20 15.5v3a1.5 1.5 0 0 1-1.5 1.5h-3M8.5 20h-3A1.5 1.5 0 0 1 4 18.5v-3";
    /// Take away.
    Trash: "M4 6.5h16M9 6.5v-2a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2M6 6.5l.8 12.6a1.5 1.5 0 0 0 1.5 1.4h7.4a1.5 1.5 0 0 0 1.5-1.4L18 6.5M10 10.5v6M14 10.5v6";
    /// Keep in a file.
    Save: "M5 3.5h10.7a1 1 0 0 1 .7.3l3.8 3.8a1 1 0 0 1 .3.7V19a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 19V5A1.5 1.5 0 0 1 5 3.5zM8 3.5V8h6.5V3.5M7.5 20.5v-6.5h9v6.5";
    /// Take from a file.
    Open: "M3.5 18.5v-12A1.5 1.5 0 0 1 5 5h4.2a1 1 0 0 1 .8.4l1.6 2.1H19A1.5 1.5 0 0 1 20.5 9v9.5A1.5 1.5 0 0 1 19 20H5a1.5 1.5 0 0 1-1.5-1.5zM3.5 11h17";
    /// Hand to somebody.
    Share: "M15.5 5.5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M3.5 12a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M15.5 18.5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M8.2 10.8l7.6-4.1M8.2 13.2l7.6 4.1";
    /// To a second place.
    Copy: "M10 8.5h8.5A1.5 1.5 0 0 1 20 10v8.5a1.5 1.5 0 0 1-1.5 1.5H10a1.5 1.5 0 0 1-1.5-1.5V10A1.5 1.5 0 0 1 10 8.5zM5.5 15.5A1.5 1.5 0 0 1 4 14V5.5A1.5 1.5 0 0 1 5.5 4H14a1.5 1.5 0 0 1 1.5 1.5";
    /// To this machine.
    Download: "M12 3.5v11M7.5 10.2l4.5 4.3 4.5-4.3M4 16.5v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2";
    /// From one to another.
    Link: "M10 13.5a4 4 0 0 0 5.9.3l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10.5a4 4 0 0 0-5.9-.3l-3 3a4 4 0 0 0 5.7 5.7l1.3-1.3";
    /// A slip of paper.
    Note: "M5 4.5h14a1 1 0 0 1 1 1V14l-5.5 5.5H5a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM20 14h-4.5a1 1 0 0 0-1 1v4.5M8 9h8M8 12.5h4.5";
    /// A titled region.
    Frame: "M4.5 8h15a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM4 4.5h7.5";
    /// From here to there.
    Arrow: "M5 19 18.5 5.5M10 5h9v9";
    /// Whatever is touched.
    Several: "M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M11 4h3M17 4h1.5A1.5 1.5 0 0 1 20 5.5V8M4 11v3M4 17v1.5A1.5 1.5 0 0 0 5.5 20H8M12.5 12.5l7.5 3-3.3 1.2L15.5 20z";
    /// All of it, small.
    Map: "M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5M15 6.5V20";
    /// Not to be touched.
    Lock: "M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8 11V8a4 4 0 0 1 8 0v3";
    /// Away with it.
    Close: "M6 6l12 12M18 6 6 18";

    // Places and things.
    /// By day.
    Sun: "M8 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4";
    /// By night.
    Moon: "M20.2 14.3A8.5 8.5 0 0 1 9.7 3.8a8.5 8.5 0 1 0 10.5 10.5z";
    /// Up.
    ChevronUp: "M6 14.5l6-6 6 6";
    /// Down.
    ChevronDown: "M6 9.5l6 6 6-6";
    /// Left.
    ChevronLeft: "M14.5 6l-6 6 6 6";
    /// Right.
    ChevronRight: "M9.5 6l6 6-6 6";
    /// Look out.
    Warning: "M10.6 4.3 2.8 17.8a1.6 1.6 0 0 0 1.4 2.4h14.4a1.6 1.6 0 0 0 1.4-2.4L13.4 4.3a1.6 1.6 0 0 0-2.8 0zM12 9.5v4.5", "M10.85 17a1.15 1.15 0 1 0 2.3 0 1.15 1.15 0 1 0-2.3 0";
    /// Done, or right.
    Check: "M5 12.5l4.8 4.8L19.5 7";
    /// Time.
    Clock: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M12 7v5l3.5 2";
    /// Something happens.
    Bolt: "M13.5 3 5.2 13.1a.5.5 0 0 0 .4.8h5.4L10 21l8.8-10.6a.5.5 0 0 0-.4-.8h-5.6z";
    /// Curves.
    Chart: "M4 4v14.5A1.5 1.5 0 0 0 5.5 20H20M8 15.5l3.5-5 3.5 3 5-7";
    /// Rows and columns.
    Table: "M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5zM3.5 9.5h17M3.5 14.5h17M9.5 9.5v10";
    /// The model lab.
    Flask: "M9 3.5h6M10 3.5v6L4.9 18a1.7 1.7 0 0 0 1.5 2.5h11.2a1.7 1.7 0 0 0 1.5-2.5L14 9.5v-6M7.3 14.5h9.4";
    /// What is this?
    Help: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M9.5 9.7a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.6v.3", "M10.9 16.7a1.1 1.1 0 1 0 2.2 0 1.1 1.1 0 1 0-2.2 0";
    /// For your information.
    Info: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M12 11.2v5.3", "M10.9 7.9a1.1 1.1 0 1 0 2.2 0 1.1 1.1 0 1 0-2.2 0";
    /// More of it.
    Menu: "M4 7h16M4 12h16M4 17h16";
    /// Parts to choose from.
    Parts: "M5 4h4.5a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM5 13.5h4.5a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-4.5a1 1 0 0 1 1-1zM13.5 7.25a3.25 3.25 0 1 0 6.5 0 3.25 3.25 0 1 0-6.5 0M16.75 13.5v6.5M13.5 16.75h6.5";
    /// Settings of what is selected.
    Sliders: "M4 7h8M17 7h3M4 17h3M12 17h8M12 7a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M7 17a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0";
    /// Sheets laid out beside each other.
    Sheets: "M4.5 4h6v6.5h-6zM13.5 4h6v6.5h-6zM4.5 13.5h6V20h-6zM13.5 13.5h6V20h-6z";
    /// A pile of examples.
    Stack: "M12 3.5l8.5 4.5-8.5 4.5L3.5 8zM3.5 12l8.5 4.5 8.5-4.5M3.5 16l8.5 4.5 8.5-4.5";
    /// Chance.
    Dice: "M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z", "M7.1 8.5a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M14.1 8.5a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M10.6 12a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M7.1 15.5a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M14.1 15.5a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0";
    /// The brand: flow around a body.
    Wind: "M3 9h10.5a3 3 0 1 0-2.8-4M3 13h14.5a3.2 3.2 0 1 1-3 4.3M3 17h7";

    // How something is doing: told apart by outline, not only by colour.
    /// All is well.
    Healthy: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0M8.3 12.3l2.6 2.6 4.9-5.3";
    /// Work piles up.
    Waiting: "M6.5 3.5h11M6.5 20.5h11M7.5 3.5v3.2c0 1.1.5 2.1 1.4 2.8L12 12l3.1-2.5c.9-.7 1.4-1.7 1.4-2.8V3.5M7.5 20.5v-3.2c0-1.1.5-2.1 1.4-2.8L12 12l3.1 2.5c.9.7 1.4 1.7 1.4 2.8v3.2";
    /// It answers, but worse.
    Degraded: "M10.6 4.3 2.8 17.8a1.6 1.6 0 0 0 1.4 2.4h14.4a1.6 1.6 0 0 0 1.4-2.4L13.4 4.3a1.6 1.6 0 0 0-2.8 0zM12 9.5v6.5M9.7 14l2.3 2.3 2.3-2.3";
    /// It does not answer.
    Failed: "M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7zM9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6";
}

impl Icon {
    /// The picture of a kind of node.
    #[must_use]
    pub const fn for_kind(kind: NodeKind) -> Self {
        Self::Kind(kind)
    }
}

/// An icon in the size of the text around it (`1.25em`), or as the style sheet says.
#[must_use]
pub fn icon(name: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            {icon_paths(name)}
        </svg>
    }
    .into_any()
}

/// The paths of an icon without the `svg` around them, for drawing on the canvas: put them in a
/// group of class `icon` scaled from 24 units.
#[must_use]
pub fn icon_paths(name: Icon) -> AnyView {
    let dots = name.fill();
    view! {
        <path d=name.stroke() />
        {(!dots.is_empty()).then(|| view! { <path class="icon-dots" d=dots /> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_absolute_at_the_start_and_made_of_path_letters() {
        for icon in Icon::ALL {
            for data in [icon.stroke(), icon.fill()] {
                assert!(data.is_empty() || data.starts_with('M'), "{icon:?}");
                let known = |c: char| "MmLlHhVvCcSsQqAaZz0123456789.- ".contains(c);
                assert!(data.chars().all(known), "{icon:?}");
            }
        }
    }
}
