//! What is to be said about a feature in a word or two: known in time, leaks, skewed, not owned.

use windtunnel_design::sim::model::Feature;

use crate::core::format;

/// How a word about a feature is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Doubtful,
    Bad,
}

impl Tone {
    /// Class of the chip.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "tag verified",
            Self::Doubtful => "tag assumption",
            Self::Bad => "tag failed",
        }
    }
}

/// The words about a feature, whether it is known in time first. `deadline_s` is that of the
/// decision.
pub(super) fn verdict(feature: &Feature, deadline_s: Option<f64>) -> Vec<(Tone, String)> {
    let late = deadline_s.is_some_and(|deadline_s| feature.lag_s > deadline_s);
    let time = if feature.happens_after_s > 0.0 {
        (Tone::Bad, "after the decision".to_owned())
    } else if late {
        (Tone::Bad, "too late".to_owned())
    } else if feature.missing_share > 0.0 {
        (Tone::Doubtful, format!("missing {}", format::share_whole(feature.missing_share)))
    } else {
        (Tone::Good, "known in time".to_owned())
    };
    let trained = feature.trained_separation.unwrap_or(feature.separation);
    let leak = if trained.abs() > feature.separation.abs() {
        Some("leaks")
    } else if trained != feature.separation {
        Some("told less in training")
    } else {
        None
    };
    let skew = if feature.serve_scale < 0.0 {
        Some("wrong sign")
    } else if feature.serve_scale != 1.0 {
        Some("skewed")
    } else {
        None
    };
    let elsewhere = !feature.trained_on.is_empty() && feature.trained_on != feature.served_by;
    let mut words = vec![time];
    words.extend(leak.into_iter().chain(skew).map(|word| (Tone::Bad, word.to_owned())));
    words.extend(elsewhere.then(|| (Tone::Doubtful, "other source in training".to_owned())));
    words.extend(feature.owner.is_empty().then(|| (Tone::Doubtful, "not owned".to_owned())));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(feature: &Feature) -> Vec<String> {
        verdict(feature, Some(0.1)).into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn a_sound_feature_is_known_in_time_and_nothing_else() {
        let feature = Feature { separation: 1.0, owner: "risk".into(), ..Feature::default() };
        assert_eq!(words(&feature), ["known in time"]);
    }

    #[test]
    fn time_is_judged_against_the_deadline() {
        let late = Feature { lag_s: 0.2, owner: "risk".into(), ..Feature::default() };
        assert_eq!(words(&late), ["too late"]);
        assert_eq!(verdict(&late, None)[0].1, "known in time");
        let after = Feature { happens_after_s: 1.0, ..late };
        assert_eq!(words(&after), ["after the decision"]);
        let holes = Feature { missing_share: 0.12, owner: "risk".into(), ..Feature::default() };
        assert_eq!(words(&holes), ["missing 12 %"]);
    }

    #[test]
    fn leaks_skew_and_strange_sources_are_named() {
        let feature = Feature {
            separation: 0.5,
            trained_separation: Some(2.0),
            serve_scale: -1.0,
            served_by: "store".into(),
            trained_on: "warehouse".into(),
            ..Feature::default()
        };
        let said = words(&feature);
        assert_eq!(said[1..], ["leaks", "wrong sign", "other source in training", "not owned"]);
    }
}
