//! The icon set: one hand, one grid.
//!
//! Every icon is drawn on 24 by 24 with a stroke of 1.75, round caps and joins, in the colour of
//! the text around it. A few have filled dots besides. Icons are decoration: whatever they stand on
//! has a name of its own, so they are hidden from assistive technology.

use leptos::prelude::*;
use windtunnel_design::sim::model::NodeKind;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident: $stroke:literal $(, $fill:literal)?;)*) => {
        /// A picture of the set.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon {
            $($(#[$doc])* $name,)*
        }

        impl Icon {
            /// Every icon.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Path data of the lines, on a grid of 24 by 24.
            #[must_use]
            pub fn stroke(self) -> &'static str {
                match self { $(Self::$name => $stroke,)* }
            }

            /// Path data of the filled dots; empty for most.
            #[must_use]
            pub fn fill(self) -> &'static str {
                match self { $(Self::$name => concat!($($fill)?),)* }
            }
        }
    };
}

icons! {
    // Kinds of node.
    /// Three streams that become one.
    Traffic: "M3 6h5.5l4.5 6-4.5 6H3M3 12h17.5M17.5 9l3 3-3 3";
    /// An arch to pass through.
    Gateway: "M4.5 20.5v-9a7.5 7.5 0 0 1 15 0v9M2.5 20.5h4M17.5 20.5h4M8.5 14.5h7M13 12l2.5 2.5L13 17";
    /// Two machines in a rack.
    Service: "M5.5 4h13A1.5 1.5 0 0 1 20 5.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 9.5v-4A1.5 1.5 0 0 1 5.5 4zM5.5 13h13a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-4A1.5 1.5 0 0 1 5.5 13zM12 7.5h4M12 16.5h4", "M6.7 7.5a1.15 1.15 0 1 0 2.3 0 1.15 1.15 0 1 0-2.3 0M6.7 16.5a1.15 1.15 0 1 0 2.3 0 1.15 1.15 0 1 0-2.3 0";
    /// Shelves of values.
    FeatureStore: "M4.5 6c0-1.7 3.4-3 7.5-3s7.5 1.3 7.5 3-3.4 3-7.5 3-7.5-1.3-7.5-3zM4.5 6v12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V6M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3";
    /// Water that keeps coming.
    Feed: "M3 7.5c1.5-2 3-2 4.5 0s3 2 4.5 0 3-2 4.5 0 3 2 4.5 0M3 13c1.5-2 3-2 4.5 0s3 2 4.5 0 3-2 4.5 0 3 2 4.5 0M3 18.5c1.5-2 3-2 4.5 0s3 2 4.5 0 3-2 4.5 0 3 2 4.5 0";
    /// Inputs that meet in one score.
    Model: "M3.2 6a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M3.2 18a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M16.2 12a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M9.7 12a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M7.2 7.6l3 2.9M7.2 16.4l3-2.9M14.3 12h1.9";
    /// A list to tick off.
    Rules: "M3.5 6.2 5.2 8l3.3-3.7M3.5 17.2 5.2 19l3.3-3.7M12 6.5h8.5M12 12h8.5M12 17.5h8.5M4 12h3.5";
    /// One way, and another.
    Fallback: "M3 12h4.5l5-6h8M17.5 3l3 3-3 3M7.5 12l1.6 2M11 16.2l1.5 1.8h2M17 18h3.5M17.5 15l3 3-3 3";
    /// A decision to make.
    Policy: "M11 3.4a1.4 1.4 0 0 1 2 0l7.6 7.6a1.4 1.4 0 0 1 0 2L13 20.6a1.4 1.4 0 0 1-2 0L3.4 13a1.4 1.4 0 0 1 0-2zM8.7 12.2l2.3 2.3 4.3-4.7";
    /// Two people.
    Reviewers: "M5.5 8A3.5 3.5 0 1 0 12.5 8 3.5 3.5 0 1 0 5.5 8M2.5 20c0-3.5 2.8-5.8 6.5-5.8s6.5 2.3 6.5 5.8M15.5 4.7a3.4 3.4 0 0 1 0 6.6M18 14.7c2.2.8 3.5 2.7 3.5 5.3";
    /// A flag at the end of the way.
    Sink: "M5.5 21V3.8M5.5 4.8c4.5-2.6 9 2.6 14 0v9.4c-5 2.6-9.5-2.6-14 0";
    /// A tag.
    Labels: "M3.5 5A1.5 1.5 0 0 1 5 3.5h6.4a1.5 1.5 0 0 1 1.1.4l7.6 7.6a1.5 1.5 0 0 1 0 2.1l-6.5 6.5a1.5 1.5 0 0 1-2.1 0l-7.6-7.6a1.5 1.5 0 0 1-.4-1.1z", "M6.8 8.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0";
    /// An eye that watches.
    Monitor: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM9.2 12a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0";
    /// Two pans on a beam.
    Balancer: "M12 4v16M8 20h8M5 7h14M5 7l-2.6 6a2.9 2.9 0 0 0 5.2 0zM19 7l-2.6 6a2.9 2.9 0 0 0 5.2 0z";
    /// A box that keeps things.
    Cache: "M4.5 4.5h15A1 1 0 0 1 20.5 5.5v3h-17v-3A1 1 0 0 1 4.5 4.5zM5 8.5v9.5A1.5 1.5 0 0 0 6.5 19.5h11a1.5 1.5 0 0 0 1.5-1.5V8.5M9.5 12.5h5";
    /// One that calls three at once.
    FanOut: "M3 12h13.5M7.5 12 12 6h4.5M7.5 12 12 18h4.5", "M16.7 6a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0M16.7 12a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0M16.7 18a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0";
    /// A pipe of three pieces.
    Pipeline: "M3 9.5h3.5M3 14.5h3.5M6.5 7h2.6v10H6.5zM9.1 9.5h5.8M9.1 14.5h5.8M14.9 7h2.6v10h-2.6zM17.5 9.5H21M17.5 14.5H21";
    /// A day in the calendar.
    BatchJob: "M5.5 5.5h13A1.5 1.5 0 0 1 20 7v11.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5V7a1.5 1.5 0 0 1 1.5-1.5zM4 10h16M8 3.5v4M16 3.5v4M10 13l4 2.2-4 2.2z";
    /// A list made by night.
    BatchScorer: "M4 5.5h9M4 10h6.5M4 14.5h5M4 19h6.5M20.5 16.4A5.2 5.2 0 1 1 14.6 9.4a4.3 4.3 0 0 0 5.9 7z";
    /// A chip with its pins.
    Edge: "M8 5.5h8A2.5 2.5 0 0 1 18.5 8v8a2.5 2.5 0 0 1-2.5 2.5H8A2.5 2.5 0 0 1 5.5 16V8A2.5 2.5 0 0 1 8 5.5zM9.5 2.5v3M14.5 2.5v3M9.5 18.5v3M14.5 18.5v3M2.5 9.5h3M2.5 14.5h3M18.5 9.5h3M18.5 14.5h3M10 10h4v4h-4z";
    /// Words with a spark.
    Llm: "M5.5 4.5h13a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H12l-5 4v-4H5.5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM12 7.2l1 2.3 2.3 1-2.3 1-1 2.3-1-2.3-2.3-1 2.3-1z";
    /// Looking closely at some of many.
    Retrieval: "M3.5 10.5a7 7 0 1 0 14 0 7 7 0 1 0-14 0M20.5 20.5l-5-5", "M6.7 10.5a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0M11 8.2a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0M11 12.8a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0";
    /// The best on top.
    Ranker: "M4 5.5h16M4 10h12M4 14.5h8M4 19h4.5M18 12.5v7M15.3 16.8l2.7 2.7 2.7-2.7";

    /// A book that is written in.
    PredictionLog: "M6.5 3.5H18a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H6.5A1.5 1.5 0 0 1 5 19V5a1.5 1.5 0 0 1 1.5-1.5zM5 17.5h14M9 8h6.5M9 12h4.5";
    /// Round and round, upwards.
    Training: "M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 3.5v4.3h-4.3M8.5 14.5l2.5-3 2 1.7 2.8-3.7";
    /// Boxes with numbers.
    Registry: "M12 3 4.5 7v10L12 21l7.5-4V7zM4.5 7l7.5 4 7.5-4M12 11v10";
    /// Two ways.
    Experiment: "M4 12h4.5M8.5 12c4 0 3.5-5.5 8-5.5h3M8.5 12c4 0 3.5 5.5 8 5.5h3M17 4l2.5 2.5L17 9M17 15l2.5 2.5L17 20";
    /// A telephone.
    OnCall: "M7 3.5 9.5 4l1.3 4-2 1.6a12 12 0 0 0 5.6 5.6l1.6-2 4 1.3.5 2.5a2 2 0 0 1-2 2.5C11 19.5 4.5 13 4.5 5.5a2 2 0 0 1 2.5-2z";

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
    pub fn for_kind(kind: NodeKind) -> Self {
        match kind {
            NodeKind::Traffic => Self::Traffic,
            NodeKind::Gateway => Self::Gateway,
            NodeKind::Service => Self::Service,
            NodeKind::FeatureStore => Self::FeatureStore,
            NodeKind::Feed => Self::Feed,
            NodeKind::Model => Self::Model,
            NodeKind::Rules => Self::Rules,
            NodeKind::Fallback => Self::Fallback,
            NodeKind::Policy => Self::Policy,
            NodeKind::Reviewers => Self::Reviewers,
            NodeKind::Sink => Self::Sink,
            NodeKind::Labels => Self::Labels,
            NodeKind::Monitor => Self::Monitor,
            NodeKind::Balancer => Self::Balancer,
            NodeKind::Cache => Self::Cache,
            NodeKind::FanOut => Self::FanOut,
            NodeKind::Pipeline => Self::Pipeline,
            NodeKind::BatchJob => Self::BatchJob,
            NodeKind::BatchScorer => Self::BatchScorer,
            NodeKind::Edge => Self::Edge,
            NodeKind::Llm => Self::Llm,
            NodeKind::Retrieval => Self::Retrieval,
            NodeKind::Ranker => Self::Ranker,
            NodeKind::PredictionLog => Self::PredictionLog,
            NodeKind::Training => Self::Training,
            NodeKind::Registry => Self::Registry,
            NodeKind::Experiment => Self::Experiment,
            NodeKind::OnCall => Self::OnCall,
        }
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

    #[test]
    fn every_kind_of_node_has_a_picture_of_its_own() {
        let mut seen = Vec::new();
        for kind in NodeKind::ALL {
            let icon = Icon::for_kind(kind);
            assert!(!seen.contains(&icon), "{kind:?}");
            seen.push(icon);
        }
    }
}
