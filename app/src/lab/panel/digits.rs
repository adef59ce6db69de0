//! Some of the pictures, with what the model reads in them.

use std::fmt::Write;

use leptos::prelude::*;

use super::state::Lab;
use crate::core::format;
use crate::lab::protocol::{Pictures, Scored};
use crate::ui::{Icon, icon};

/// Pictures shown.
const SHOWN: usize = 24;

/// The pictures, where the rows are some and have been scored.
pub(super) fn digits(lab: Lab) -> AnyView {
    let shown = Memo::new(move |_| {
        let card = lab.card.get()?;
        let pictures = card.pictures.clone()?;
        let changed = lab.changed.with(|changed| changed.as_ref().map(|(_, s)| s.clone()));
        let scored = changed.or(lab.whole.get())?;
        Some(pick(&pictures, &scored))
    });
    let cells = move || {
        shown.with(|shown| shown.as_ref().map(|shown| shown.iter().map(cell).collect_view()))
    };
    view! {
        <section class="inspector-section" hidden=move || shown.with(Option::is_none)>
            <h3>"What it reads"</h3>
            <p class="quiet">"The wrong ones first, then the least sure. Each with its confidence."</p>
            <ul class="lab-digits">{cells}</ul>
        </section>
    }
    .into_any()
}

/// One picture and what became of it.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    /// Outline of its ink: a path for each shade, with its opacity.
    ink: Vec<(f64, String)>,
    side: u32,
    truth: u32,
    read: u32,
    confidence: f64,
}

fn pick(pictures: &Pictures, scored: &Scored) -> Vec<Read> {
    let best = scored.best();
    let mut order: Vec<usize> = (0..best.len().min(scored.labels.len())).collect();
    let wrong = |at: &usize| best[*at].0 != scored.labels[*at];
    order.sort_by(|a, b| {
        wrong(b).cmp(&wrong(a)).then(best[*a].1.total_cmp(&best[*b].1)).then(a.cmp(b))
    });
    let cells = (pictures.side * pictures.side) as usize;
    let reads = order.into_iter().take(SHOWN).filter_map(|at| {
        let shades = pictures.shades.get(at * cells..(at + 1) * cells)?;
        Some(Read {
            ink: ink(shades, pictures),
            side: pictures.side,
            truth: scored.labels[at],
            read: best[at].0,
            confidence: best[at].1.into(),
        })
    });
    reads.collect()
}

fn ink(shades: &[u8], pictures: &Pictures) -> Vec<(f64, String)> {
    let mut paths: Vec<(f64, String)> = Vec::new();
    for shade in 1..=pictures.darkest {
        let mut path = String::new();
        for (at, _) in shades.iter().enumerate().filter(|(_, other)| **other == shade) {
            let (x, y) = (at as u32 % pictures.side, at as u32 / pictures.side);
            // Writing to a string cannot fail.
            write!(path, "M{x} {y}h1v1h-1z").ok();
        }
        if !path.is_empty() {
            paths.push((f64::from(shade) / f64::from(pictures.darkest), path));
        }
    }
    paths
}

fn cell(read: &Read) -> AnyView {
    let Read { ink, side, truth, read, confidence } = read.clone();
    let right = read == truth;
    let sure = format::share_whole(confidence);
    let name = if right {
        format!("A {truth}, read as {read}, {sure} sure")
    } else {
        format!("A {truth}, wrongly read as {read}, {sure} sure")
    };
    let paths = ink
        .into_iter()
        .map(|(opacity, path)| view! { <path d=path fill-opacity=opacity /> })
        .collect_view();
    view! {
        <li class:wrong=!right>
            <svg viewBox=format!("0 0 {side} {side}") role="img" aria-label=name>
                {paths}
            </svg>
            <span aria-hidden="true">
                {(!right).then(|| icon(Icon::Close))}
                <b>{read}</b>
                {(!right).then(|| format!("is {truth}"))}
            </span>
            <small aria-hidden="true">{sure}</small>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_ones_come_first_and_ink_is_drawn() {
        let pictures = Pictures { side: 2, darkest: 16, shades: vec![0, 16, 8, 0, 0, 0, 0, 4] };
        let scored = Scored {
            outputs: 2,
            scores: vec![0.9, 0.1, 0.6, 0.4],
            labels: vec![0, 1],
            ..Scored::default()
        };
        let reads = pick(&pictures, &scored);
        assert_eq!((reads[0].truth, reads[0].read), (1, 0));
        assert_eq!((reads[1].truth, reads[1].read), (0, 0));
        assert_eq!(reads[1].ink, [(0.5, "M0 1h1v1h-1z".into()), (1.0, "M1 0h1v1h-1z".into())]);
    }
}
