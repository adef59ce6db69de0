//! The system beside its rivals: cost per 1,000 decisions as bars with intervals.

use leptos::prelude::*;
use windtunnel_design::sim::result::RunResult;

use crate::core::format;
use crate::run::figures::{self, Bar, half_width};

/// From money to a share of the width; zero is always on it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(bars: &[Bar]) -> Self {
        let mut scale = Self { low: 0.0, high: 0.0 };
        for bar in bars {
            let ends = bar.usd.iter().flat_map(|usd| {
                let half = half_width(*usd).unwrap_or(0.0);
                [usd.mean - half, usd.mean + half]
            });
            for end in ends.chain(bar.expected) {
                scale.low = scale.low.min(end);
                scale.high = scale.high.max(end);
            }
        }
        if scale.low == scale.high {
            scale.high = 1.0;
        }
        scale
    }

    fn percent(self, usd: f64) -> f64 {
        ((usd - self.low) / (self.high - self.low) * 100.0).clamp(0.0, 100.0)
    }

    fn left(self, usd: f64) -> String {
        format!("{:.2}%", self.percent(usd))
    }

    /// Left and width of the stretch between two amounts.
    fn stretch(self, a: f64, b: f64) -> (String, String) {
        let (from, to) = (self.percent(a.min(b)), self.percent(a.max(b)));
        (format!("{from:.2}%"), format!("{:.2}%", to - from))
    }
}

/// The comparison.
pub fn money_table(result: &RunResult) -> AnyView {
    let bars = figures::bars(result);
    let scale = Scale::of(&bars);
    let has_formula = bars.iter().any(|bar| bar.expected.is_some());
    let rows = bars.iter().map(|bar| row(bar, scale)).collect_view();
    view! {
        <table class="headline-money">
            <caption>
                "Cost per 1,000 decisions"
                {has_formula.then(|| view! {
                    <span class="money-key"><i aria-hidden="true"></i>"by formula, without incidents"</span>
                })}
            </caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(bar: &Bar, scale: Scale) -> AnyView {
    let amount = match bar.usd {
        None => format::NOT_ENOUGH.to_owned(),
        Some(usd) => match half_width(usd) {
            None => format::usd(usd.mean),
            Some(half) => format!("{} ± {}", format::usd(usd.mean), plain(half)),
        },
    };
    let drawn = bar.usd.map(|usd| {
        let (left, width) = scale.stretch(0.0, usd.mean);
        let whisker = half_width(usd).map(|half| {
            let (left, width) = scale.stretch(usd.mean - half, usd.mean + half);
            view! { <i class="money-interval" style:left=left style:width=width></i> }
        });
        view! { <i class="money-bar" style:left=left style:width=width></i> {whisker} }
    });
    let formula = bar.expected.map(|usd| {
        let text = format!("By formula, without incidents: {}", format::usd(usd));
        view! { <i class="money-expected" style:left=scale.left(usd) title=text></i> }
    });
    let spoken = bar.expected.map(|usd| format!(" (by formula {})", format::usd(usd)));
    let class = format!("money-row {}", bar.class);
    view! {
        <tr class=class>
            <th scope="row">{bar.name}</th>
            <td class="money-track" aria-hidden="true"><span>{drawn}{formula}</span></td>
            <td class="money-amount">{amount}<span class="visually-hidden">{spoken}</span></td>
        </tr>
    }
    .into_any()
}

/// An amount without its currency sign, which stands before it already.
fn plain(usd: f64) -> String {
    format::usd(usd).replacen('$', "", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn zero_and_every_whisker_are_on_the_scale() {
        let mut result = fixture::result();
        result.money = fixture::money(29.0, Some(8.0));
        let bars = figures::bars(&result);
        let scale = Scale::of(&bars);
        assert_eq!(scale, Scale { low: 0.0, high: 98.0 });
        assert_eq!(scale.stretch(0.0, 49.0), ("0.00%".to_owned(), "50.00%".to_owned()));
    }

    #[test]
    fn a_side_that_earns_extends_to_the_left_of_zero() {
        let mut result = fixture::result();
        result.money = fixture::money(-140.0, None);
        let scale = Scale::of(&figures::bars(&result));
        assert!(scale.low < 0.0 && scale.percent(0.0) > 0.0);
    }

    #[test]
    fn without_data_there_is_still_a_scale() {
        let mut result = fixture::result();
        result.money = Default::default();
        let scale = Scale::of(&figures::bars(&result));
        assert_eq!(scale.percent(0.0), 0.0);
    }
}
