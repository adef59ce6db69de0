//! What can be drawn of a life, day by day: no drawing in here.

use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::lifecycle::result::LifeSeries;

use crate::core::format;
use crate::run::dock::data::{ChartData, Format, Hue, Line};

/// Seconds of a day.
pub const DAY: f64 = 86_400.0;

type Values = fn(&LifeSeries) -> &[f64];

/// A picture on offer: its title, unit, how values are written, whether days add up, and its lines
/// (name, colour, dashed, values).
struct Picture {
    title: &'static str,
    unit: &'static str,
    format: Format,
    adds_up: bool,
    lines: &'static [(&'static str, Hue, bool, Values)],
}

const fn shares(title: &'static str, lines: &'static [(&str, Hue, bool, Values)]) -> Picture {
    Picture { title, unit: "share, by day", format: Format::Share, adds_up: false, lines }
}

/// The first is the one that is shown: infrastructure may be green while decisions are not.
const PICTURES: [Picture; 12] = [
    shares(
        "Answers and decisions",
        &[
            ("Answers in time", Hue::Flow, true, |s| &s.in_time_share),
            ("Decisions worth making", Hue::Degraded, false, |s| &s.quality),
        ],
    ),
    shares(
        "Positives caught",
        &[
            ("recall", Hue::Flow, false, |s| &s.recall),
            ("base rate", Hue::Waiting, true, |s| &s.base_rate),
        ],
    ),
    shares("False alarms", &[("of negatives", Hue::Failed, false, |s| &s.false_positive_rate)]),
    Picture {
        format: Format::Number,
        unit: "AUC of the scores as served",
        ..shares("AUC", &[("AUC", Hue::Flow, false, |s| &s.auc)])
    },
    shares(
        "Sent to people",
        &[
            ("to review", Hue::Waiting, false, |s| &s.review_share),
            ("declined", Hue::Failed, true, |s| &s.decline_share),
        ],
    ),
    Picture {
        format: Format::Hours,
        unit: "longest of the day",
        ..shares("Wait for people", &[("wait", Hue::Waiting, false, |s| &s.review_wait_h)])
    },
    shares(
        "Not the intended path",
        &[
            ("fallback", Hue::Waiting, false, |s| &s.fallback_share),
            ("default", Hue::Failed, true, |s| &s.default_share),
        ],
    ),
    shares("Scored with a null", &[("null", Hue::Degraded, false, |s| &s.null_share)]),
    Picture {
        format: Format::Degrees,
        unit: "of the truth to the version in use",
        ..shares("Angle", &[("angle", Hue::Degraded, false, |s| &s.angle_deg)])
    },
    Picture {
        format: Format::Count,
        unit: "a day",
        ..shares("Labels that arrived", &[("labels", Hue::Flow, false, |s| &s.labels)])
    },
    Picture {
        format: Format::Count,
        unit: "a day",
        ..shares("Requests", &[("requests", Hue::Flow, false, |s| &s.requests)])
    },
    Picture {
        format: Format::Usd,
        unit: "USD of decisions, added up",
        adds_up: true,
        ..shares(
            "Cost so far",
            &[
                ("this system", Hue::System, false, |s| &s.system_usd),
                ("no incidents", Hue::Flow, true, |s| &s.healthy_usd),
                ("rules", Hue::Rules, true, |s| &s.rules_usd),
                ("do nothing", Hue::Nothing, false, |s| &s.do_nothing_usd),
            ],
        )
    },
];

/// Titles of the pictures, in order.
pub fn titles() -> impl Iterator<Item = &'static str> {
    PICTURES.iter().map(|picture| picture.title)
}

/// The picture of this number, or the first.
#[must_use]
pub fn picture(life: &Life, at: usize) -> ChartData {
    let picture = PICTURES.get(at).unwrap_or(&PICTURES[0]);
    let line = |(name, hue, dashed, values): &(&str, Hue, bool, Values)| {
        let mut sum = 0.0;
        let of_day = |value: &f64| {
            sum = if picture.adds_up { sum + value } else { *value };
            sum.is_finite().then_some(sum)
        };
        let values = values(&life.series).iter().map(of_day).collect();
        Line { name: (*name).to_owned(), hue: *hue, dashed: *dashed, values }
    };
    ChartData {
        title: picture.title.to_owned(),
        unit: picture.unit,
        horizon_s: f64::from(life.days) * DAY,
        bucket_s: DAY,
        lines: picture.lines.iter().map(line).collect(),
        format: picture.format,
    }
}

/// What a picture says of the day at this moment.
#[must_use]
pub fn of_day(data: &ChartData, at_s: f64) -> String {
    let day = (at_s / DAY).max(0.0) as usize;
    let values = data.lines.iter().map(|line| {
        let value = line.values.get(day).copied().flatten();
        format!("{} {}", line.name, format::or_dash(value, |value| data.format.text(value)))
    });
    format!("Day {}: {}", day + 1, values.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn the_first_picture_shows_good_answers_and_bad_decisions() {
        let data = picture(&fixture::life(), 0);
        assert_eq!((data.horizon_s, data.lines.len()), (60.0 * DAY, 2));
        assert!(data.lines.iter().all(|line| line.values.len() == 60));
        let text = of_day(&data, 21.5 * DAY);
        assert_eq!(text, "Day 22: Answers in time 99.95 %, Decisions worth making -20.0 %");
    }

    #[test]
    fn costs_add_up_over_the_days() {
        let at = titles().position(|title| title == "Cost so far").expect("is on offer");
        let data = picture(&fixture::life(), at);
        assert_eq!(data.lines[0].values[59], Some(6_000.0));
        assert_eq!(data.lines[3].values[0], Some(300.0));
    }

    #[test]
    fn days_without_a_value_are_dashes() {
        let at = titles().position(|title| title == "Angle").expect("is on offer");
        assert_eq!(of_day(&picture(&fixture::life(), at), 0.0), "Day 1: angle –");
    }
}
