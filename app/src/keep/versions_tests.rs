use proptest::prelude::*;
use windtunnel_design::failures::{FailurePlan, Stakes};
use windtunnel_design::sim::model::ParamValue;
use windtunnel_design::{Command, apply, templates};

use super::super::storage::memory::Memory;
use super::*;

fn version(at_ms: f64) -> Version {
    Version { at_ms, why: Why::Worked, body: String::new() }
}

fn design(title: &str) -> Document {
    let mut document = templates::all()[0].document();
    document.title = title.into();
    document
}

#[test]
fn versions_are_listed_with_the_newest_first_and_come_back() {
    let shelf = Memory::new(1_000_000);
    add(&shelf, "one", &design("A"), &Why::Opened, 1.0).expect("room");
    add(&shelf, "one", &design("B"), &Why::Named(" two\nwords ".into()), 1.0).expect("room");
    add(&shelf, "other", &design("C"), &Why::Before, 1.0).expect("room");
    let all = list(&shelf, "one");
    assert_eq!(all.len(), 2, "two of one moment are two");
    assert_eq!(all[0].why, Why::Named("two words".into()));
    assert_eq!(all[0].document(), Ok(design("B")));
    assert_eq!(all[1].document(), Ok(design("A")));
}

#[test]
fn what_did_not_change_is_no_new_version_unless_it_is_named() {
    let shelf = Memory::new(1_000_000);
    assert_eq!(add(&shelf, "one", &design("A"), &Why::Opened, 1.0), Ok(true));
    assert_eq!(add(&shelf, "one", &design("A"), &Why::Sent, 2.0), Ok(false));
    assert_eq!(add(&shelf, "one", &design("A"), &Why::Named("final".into()), 3.0), Ok(true));
}

#[test]
fn versions_become_thinner_with_age() {
    // One every ten minutes for two months.
    let now_ms = 60.0 * DAY_MS;
    let all: Vec<_> = (0..60 * 144).map(|at| version(now_ms - f64::from(at) * 600_000.0)).collect();
    let forget = too_many(&all, now_ms);
    let left: Vec<_> = all.iter().filter(|version| !forget.contains(&version.at_ms)).collect();
    assert_eq!(left.len(), MOST);
    assert!(left[..NEWEST].iter().zip(&all).all(|(kept, newest)| kept.at_ms == newest.at_ms));
    for pair in left[NEWEST..].windows(2) {
        assert!(pair[0].at_ms - pair[1].at_ms >= HOUR_MS - 1.0);
    }
}

#[test]
fn what_somebody_named_is_not_thinned() {
    let shelf = Memory::new(10_000_000);
    add(&shelf, "one", &design("First"), &Why::Named("first".into()), 0.0).expect("room");
    for at in 1..100 {
        let title = format!("Work {at}");
        add(&shelf, "one", &design(&title), &Why::Worked, f64::from(at)).expect("room");
    }
    let all = list(&shelf, "one");
    assert_eq!(all.len(), NEWEST + 1);
    assert_eq!(all.last().map(|version| version.why.clone()), Some(Why::Named("first".into())));
}

#[test]
fn changes_are_told_in_a_few_words() {
    let before = design("A");
    let mut after = before.clone();
    assert_eq!(changes(&before, &after), "no change");
    let set = |key: &str, value: f64| {
        Command::SetParam("shop".into(), key.into(), Some(ParamValue::Number(value)))
    };
    apply(&mut after, &set("rate_per_s", 3.5)).expect("it fits");
    apply(&mut after, &set("amplitude", 0.25)).expect("it fits");
    assert_eq!(changes(&before, &after), "1 node changed, 2 parameters");
    let links =
        after.links.values().filter(|link| link.from == "sink" || link.to == "sink").count();
    assert!(links > 1);
    apply(&mut after, &Command::RemoveNode("sink".into())).expect("it is there");
    apply(&mut after, &Command::SetHeading("B".into(), String::new())).expect("it fits");
    assert_eq!(
        changes(&before, &after),
        format!(
            "1 node removed, 1 node changed, {links} links removed, 2 parameters, \
             title or description"
        )
    );
    let mut planned = before.clone();
    let plan = FailurePlan { stakes: Some(Stakes::Money), ..FailurePlan::default() };
    apply(&mut planned, &Command::SetFailurePlan("sink".into(), plan)).expect("it fits");
    assert_eq!(changes(&before, &planned), "failure plan");
}

proptest! {
    #[test]
    fn of_any_past_a_bounded_part_is_kept_and_the_newest_of_it(
        ages_s in prop::collection::btree_set(0_u32..200 * 86_400, 0..400)
    ) {
        let now_ms = 1e12;
        let all: Vec<_> =
            ages_s.iter().map(|&age| version(now_ms - f64::from(age) * 1000.0)).collect();
        let forget = too_many(&all, now_ms);
        prop_assert!(all.len() - forget.len() <= MOST);
        for newest in all.iter().take(NEWEST) {
            prop_assert!(!forget.contains(&newest.at_ms));
        }
        let left: Vec<_> =
            all.iter().filter(|v| !forget.contains(&v.at_ms)).cloned().collect();
        prop_assert!(too_many(&left, now_ms).is_empty(), "thinning twice is thinning once");
    }
}
