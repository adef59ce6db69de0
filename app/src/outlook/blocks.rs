//! The outlook's tables, as texts.

use windtunnel_design::Document;
use windtunnel_design::sim::outlook::{Ablation, Decided, Outlook, Quality, TaskOutlook, Upgrade};

use crate::core::format::{self, or_dash, share, usd};
use crate::lab::figures::auc;
use crate::life::money::choice_words;
use crate::run::dock::table::Table;

/// Makes a table, where there is something to say.
pub(crate) type Make = fn(&Outlook, &Document) -> Option<Table>;

/// All of them, in the order in which they stand.
pub(crate) const BLOCKS: [Make; 10] = [
    quality,
    calibration,
    ablation,
    upgrades,
    windows,
    break_even,
    task,
    incidents,
    platform,
    devices,
];

/// A table with a sentence about what it comes to, which may be empty.
pub(super) fn block(
    title: &str,
    words: String,
    heads: &[&'static str],
    rows: Vec<Vec<String>>,
) -> Table {
    let notes = if words.is_empty() { Vec::new() } else { vec![words] };
    Table { caption: title.to_owned(), heads: heads.to_vec(), rows, notes }
}

/// What a person calls a feature or a node.
fn name(document: &Document, id: &str) -> String {
    let feature = document.world.features.iter().find(|feature| feature.id == id);
    match feature {
        Some(feature) if !feature.label.is_empty() => feature.label.clone(),
        Some(_) => id.to_owned(),
        None if document.nodes.contains_key(id) => document.label(id),
        None => id.to_owned(),
    }
}

fn quality(outlook: &Outlook, _: &Document) -> Option<Table> {
    let score = outlook.score.as_ref()?;
    let both = [score.as_trained, score.as_served];
    let row = |label: &str, text: fn(&Quality) -> String| {
        let texts = both.iter().map(|quality| or_dash(quality.as_ref(), text));
        std::iter::once(label.to_owned()).chain(texts).collect()
    };
    let three = |value: f64| format!("{value:.3}");
    let rows = vec![
        row("d′", |quality| format!("{:.3}", quality.separation)),
        row("AUC", |quality| auc(Some(quality.auc))),
        row("Average precision", |quality| format!("{:.3}", quality.average_precision)),
        row("Kolmogorov-Smirnov", |quality| format!("{:.3}", quality.ks)),
    ];
    let words = match both {
        [Some(trained), Some(served)] if trained.separation - served.separation > 5e-4 => format!(
            "Between training and serving {} of d′ are lost.",
            three(trained.separation - served.separation)
        ),
        [Some(_), Some(_)] => "Serving sees what training saw.".to_owned(),
        _ => String::new(),
    };
    Some(block("Quality", words, &["Measure", "As trained", "As served"], rows))
}

fn calibration(outlook: &Outlook, _: &Document) -> Option<Table> {
    let it = outlook.policy.as_ref().filter(|_| outlook.task.is_none())?.calibration?;
    let gap = it.usd_per_1k - it.calibrated_usd_per_1k;
    let words = if gap.abs() < 0.005 {
        "The score means the probabilities that it claims, at no cost.".to_owned()
    } else {
        format!("Probabilities that are off cost {} per 1,000 decisions.", usd(gap))
    };
    let rows = vec![
        vec!["Mean probability".into(), share(it.claimed_base_rate), share(it.base_rate)],
        vec!["Cost per 1,000".into(), usd(it.usd_per_1k), usd(it.calibrated_usd_per_1k)],
    ];
    Some(block("Calibration", words, &["", "As claimed", "Calibrated"], rows))
}

fn ablation(outlook: &Outlook, document: &Document) -> Option<Table> {
    let drawn = outlook.policy.as_ref()?.drawn?.usd_per_1k;
    let more = |value: Option<f64>| or_dash(value, |value| signed(value - drawn));
    let mut rows: Vec<_> = outlook.ablation.iter().collect();
    let worst = |a: &Option<f64>| a.unwrap_or(f64::MAX);
    crate::core::sorted::sort_short(&mut rows, |a, b| {
        worst(&b.null_usd_per_1k).total_cmp(&worst(&a.null_usd_per_1k))
    });
    let top = rows.iter().find(|it| it.features.len() == 1)?;
    let words = format!("{}; {}.", lost(document, top, drawn), gained(outlook, drawn));
    let rows = rows.into_iter().map(|it| {
        vec![
            name(document, &it.without),
            auc(it.auc),
            more(it.null_usd_per_1k),
            more(it.retuned_usd_per_1k),
            more(it.retrained_usd_per_1k),
        ]
    });
    let heads = ["Without", "AUC", "Cost", "New thresholds", "New model"];
    Some(costs_of_decisions(outlook, block("Lose a feature", words, &heads, rows.collect())))
}

/// What the loss of a feature comes to.
fn lost(document: &Document, it: &Ablation, drawn: f64) -> String {
    let feature = name(document, &it.without);
    match it.null_usd_per_1k {
        Some(cost) => format!("Losing {feature} costs {} per 1,000 decisions", usd(cost - drawn)),
        None => format!("Losing {feature} leaves no score"),
    }
}

/// What another model would bring, with the labels that there are.
fn gained(outlook: &Outlook, drawn: f64) -> String {
    let cost = |it: &Upgrade| it.learned_usd_per_1k.or(it.usd_per_1k);
    let all = outlook.upgrade.iter().filter_map(|it| Some((cost(it)?, &it.family)));
    match all.min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((cost, family)) if drawn - cost > 0.005 => {
            format!("changing to {family} would save {}", usd(drawn - cost))
        }
        _ => "no other model would save anything".to_owned(),
    }
}

/// Columns of a table that hold costs of decisions.
const COSTS: [&str; 4] = ["Cost", "Learned cost", "New thresholds", "New model"];

/// Where the task is not to decide, costs of decisions mean nothing.
fn costs_of_decisions(outlook: &Outlook, mut table: Table) -> Table {
    if outlook.task.is_some() {
        let keeps: Vec<bool> = table.heads.iter().map(|head| !COSTS.contains(head)).collect();
        for row in &mut table.rows {
            let mut at = keeps.iter();
            row.retain(|_| at.next().copied().unwrap_or(true));
        }
        table.heads.retain(|head| !COSTS.contains(head));
        table.notes.clear();
    }
    table
}

fn upgrades(outlook: &Outlook, _: &Document) -> Option<Table> {
    if outlook.upgrade.is_empty() {
        return None;
    }
    let drawn = outlook.policy.as_ref().and_then(|policy| Some(policy.drawn?.usd_per_1k));
    let more =
        |value: Option<f64>| or_dash(value.zip(drawn), |(value, drawn)| signed(value - drawn));
    let rows = outlook.upgrade.iter().map(|it| {
        vec![
            it.family.clone(),
            auc(it.auc),
            auc(it.learned_auc),
            more(it.usd_per_1k),
            more(it.learned_usd_per_1k),
            or_dash(it.machines_usd_per_1k, usd),
            format::ms(it.p99_ms),
            if it.fits_time { "fits" } else { "too slow" }.to_owned(),
        ]
    });
    let words = "Costs per 1,000 decisions beside the design, with any number of labels and with \
                 those of a window. Separations kept are assumptions.";
    let heads =
        ["Family", "AUC", "Learned AUC", "Cost", "Learned cost", "Machines", "p99", "Deadline"];
    let table = block("Upgrade the model", words.to_owned(), &heads, rows.collect());
    Some(costs_of_decisions(outlook, table))
}

fn windows(outlook: &Outlook, _: &Document) -> Option<Table> {
    let learning = outlook.learning.as_ref()?;
    let days = |days: f64| format::duration_s(86_400.0 * days);
    let rows = [("As drawn", learning.window), ("Best", learning.best_window)];
    let rows = rows.into_iter().filter_map(|(label, window)| {
        let it = window?;
        Some(vec![
            label.to_owned(),
            days(it.days),
            format::count(it.positives.round()),
            days(it.age_days),
            auc(Some(it.auc)),
        ])
    });
    let words = format!(
        "Labelled positives a day: {}; parameters to learn: {}.",
        format::count(learning.positives_per_day),
        format::count(learning.parameters)
    );
    let heads = ["Window", "Length", "Positives", "Mean age", "AUC"];
    Some(block("Training window", words, &heads, rows.collect()))
}

fn break_even(outlook: &Outlook, _: &Document) -> Option<Table> {
    let it = outlook.break_even.as_ref()?;
    let volume = |n: f64| format!("{} a month", format::count(n.round()));
    let never = |n: Option<f64>| n.map_or_else(|| "never".to_owned(), volume);
    let half = it.half_width_95.map(|half| format!(" ± {}", usd(half))).unwrap_or_default();
    let saves = or_dash(it.saves_usd_per_month, |saves| format!("{}{half}", usd(saves)));
    let rows = [
        ("Do nothing, per 1,000", usd(it.do_nothing_usd_per_1k)),
        ("Rules, per 1,000", usd(it.rules_usd_per_1k)),
        ("Model, one threshold", or_dash(it.ml_two_way_usd_per_1k, usd)),
        ("Model as drawn", or_dash(it.ml_drawn_usd_per_1k, usd)),
        ("Model at its best", or_dash(it.ml_best_usd_per_1k, usd)),
        ("Machines by use, per 1,000", usd(it.visits_usd_per_1k)),
        ("Machines by the hour, a month", usd(it.machines_usd_per_month)),
        ("Team, a month", usd(it.team_usd_per_month)),
        ("Decisions", volume(it.decisions_per_month)),
        ("Pays from", never(it.pays_from_per_month)),
        ("Pays for the team from", never(it.pays_team_from_per_month)),
        ("Saves a month", saves),
    ];
    let rows = rows.map(|(label, value)| vec![label.to_owned(), value]).to_vec();
    let words = format!("By formula: {}.", choice_words(it.choice));
    Some(block("Break-even", words, &["Side", ""], rows))
}

fn task(outlook: &Outlook, _: &Document) -> Option<Table> {
    let rows = match outlook.task.as_ref()? {
        TaskOutlook::Rank { clicks, rival_clicks, random_clicks } => vec![
            ("Clicks of a list", format!("{clicks:.3}")),
            ("Of the rival's", format!("{rival_clicks:.3}")),
            ("In random order", format!("{random_clicks:.3}")),
        ],
        TaskOutlook::Estimate { error, mean_usd, told_usd, best_quantile, best_usd, rival_usd } => {
            vec![
                ("Error as served", share(*error)),
                ("Best quantile", format!("{best_quantile:.2}")),
                ("Loss at it", usd(*best_usd)),
                ("Loss as drawn", usd(*told_usd)),
                ("Loss at the middle", usd(*mean_usd)),
                ("Loss of the rival", usd(*rival_usd)),
            ]
        }
        TaskOutlook::Price { best_price_usd, price_usd, profit_kept } => vec![
            ("Best price", usd(*best_price_usd)),
            ("Price as believed", usd(*price_usd)),
            ("Profit kept", share(*profit_kept)),
        ],
    };
    let rows = rows.into_iter().map(|(label, value)| vec![label.to_owned(), value]).collect();
    Some(block("What answers are worth", String::new(), &["Answer", ""], rows))
}

fn incidents(outlook: &Outlook, document: &Document) -> Option<Table> {
    if outlook.incidents.is_empty() {
        return None;
    }
    let rows = outlook.incidents.iter().map(|it| {
        let what = document.incidents.get(&it.incident);
        let label = what.map_or_else(
            || it.incident.clone(),
            |incident| crate::run::incidents::name(document, incident),
        );
        vec![
            label,
            auc(it.score.map(|score| score.auc)),
            or_dash(it.recall, share),
            or_dash(it.review_share, share),
            or_dash(it.usd_per_1k, usd),
            or_dash(it.best_usd_per_1k, usd),
        ]
    });
    let heads = ["Incident", "AUC", "Found", "Review", "Cost", "New thresholds"];
    let mut words =
        "Each at its worst, if nobody does anything; costs per 1,000 decisions.".to_owned();
    if outlook.incidents.iter().any(|it| !it.unseen.is_empty()) {
        words += " Empty rows take time or act through training: the run and the life show them.";
    }
    Some(costs_of_decisions(outlook, block("Incidents", words, &heads, rows.collect())))
}

fn platform(outlook: &Outlook, _: &Document) -> Option<Table> {
    let it = outlook.platform.as_ref()?;
    let weeks = |weeks: f64| format!("{weeks:.0} weeks");
    let rows = it.by_use_cases.iter().map(|point| {
        vec![point.use_cases.to_string(), weeks(point.single_weeks), weeks(point.shared_weeks)]
    });
    let words = it.pays_from_use_cases.map_or_else(
        || "A platform would never pay.".to_owned(),
        |from| {
            format!(
                "A platform pays from {from:.0} such systems on. The design says how many \
                 weeks what takes."
            )
        },
    );
    let heads = ["Systems", "Each by itself", "On a platform"];
    Some(block("Shared platform", words, &heads, rows.collect()))
}

fn devices(outlook: &Outlook, document: &Document) -> Option<Table> {
    if outlook.edges.is_empty() {
        return None;
    }
    let rows = outlook.edges.iter().map(|it| {
        vec![
            name(document, &it.id),
            format::rate(it.camera_per_s),
            format::rate(it.frames_per_s),
            format!("{:.1} mJ", it.energy_mj),
            it.battery_h.map_or_else(|| "mains".into(), |h| format::duration_s(3600.0 * h)),
        ]
    });
    let heads = ["Device", "Frames", "Taken", "Energy each", "Battery"];
    Some(block("Devices", String::new(), &heads, rows.collect()))
}

/// What ways to set the thresholds come to, each with the probabilities it sets.
#[must_use]
pub fn ways(outlook: &Outlook) -> Vec<(&'static str, Decided)> {
    let Some(policy) = outlook.policy.as_ref().filter(|_| outlook.task.is_none()) else {
        return Vec::new();
    };
    let staffed = policy.staffed.map(|staffed| staffed.decided);
    let ways = [
        ("as drawn", policy.drawn),
        ("best with these people", staffed),
        ("best with enough people", policy.three_way),
        ("best single threshold", policy.two_way),
    ];
    ways.into_iter().filter_map(|(label, way)| Some((label, way?))).collect()
}

/// The best that the design's own means allow.
#[must_use]
pub fn best(outlook: &Outlook) -> Option<Decided> {
    let mut ways = ways(outlook);
    ways.retain(|(label, _)| !matches!(*label, "as drawn" | "best with enough people"));
    ways.into_iter().map(|(_, way)| way).min_by(|a, b| a.usd_per_1k.total_cmp(&b.usd_per_1k))
}

/// The table of them.
#[must_use]
pub(crate) fn thresholds(outlook: &Outlook) -> Table {
    let rows = ways(outlook).into_iter().map(|(label, way)| {
        vec![
            label.to_owned(),
            usd(way.usd_per_1k),
            share(way.recall),
            share(way.false_positive_rate),
            or_dash(way.precision, share),
            share(way.review_share),
            share(way.approve_below),
            share(way.decline_above),
        ]
    });
    let heads = [
        "Thresholds",
        "Per 1,000",
        "Found",
        "False alarms",
        "Precision",
        "Review",
        "Approve below",
        "Decline from",
    ];
    block("Thresholds", people(outlook), &heads, rows.collect())
}

/// What people can take, and what one more hour of theirs is worth.
fn people(outlook: &Outlook) -> String {
    let Some(staffed) = outlook.policy.as_ref().and_then(|policy| policy.staffed) else {
        return "Nobody looks at what lies between: it is approved.".to_owned();
    };
    let can = match staffed.capacity_share {
        all if all >= 1.0 => "People can take every request.".to_owned(),
        part => format!("People can take {} of requests.", share(part)),
    };
    if staffed.usd_per_reviewer_hour > 0.0 {
        let worth = usd(staffed.usd_per_reviewer_hour);
        return format!("{can} One more reviewer-hour is worth {worth}.");
    }
    format!("{can} That is enough: another hour is worth nothing.")
}

/// What was promised, in a sentence.
#[must_use]
pub fn promise(outlook: &Outlook) -> Option<String> {
    let it = outlook.target?;
    let said = format!(
        "Promised: {} found at {} false alarms.",
        share(it.recall),
        share(it.false_positive_rate)
    );
    Some(match (it.is_feasible, it.is_feasible_as_trained) {
        (true, _) => format!("{said} One threshold holds it."),
        (false, trained) => {
            let why = if trained { "as trained, but not as served" } else { "by no threshold" };
            let (recall, alarms) = (it.nearest_recall, it.nearest_false_positive_rate);
            format!("{said} Held {why}; nearest: {} at {}.", share(recall), share(alarms))
        }
    })
}

/// A difference in money with its sign.
fn signed(by: f64) -> String {
    if by >= 0.005 { format!("+{}", usd(by)) } else { usd(if by > -0.005 { 0.0 } else { by }) }
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
