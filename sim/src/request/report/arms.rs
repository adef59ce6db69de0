//! What a run says about experiments.

use super::super::engine::Engine;
use super::super::trial::{ArmCount, TrialState};
use super::money::FEWEST_ERRORS;
use super::ratio;
use super::window::Window;
use crate::result::{ArmResult, Estimate, SizeTest};
use crate::trial::reading::sample_ratio;

impl Engine {
    pub(super) fn arm_results(&self, window: &Window) -> Vec<ArmResult> {
        let arms = self.trials.iter().flat_map(|trial| [(trial, 0), (trial, 1)]);
        arms.map(|(trial, arm)| self.arm_result(trial, arm, window)).collect()
    }

    fn arm_result(&self, trial: &TrialState, arm: usize, window: &Window) -> ArmResult {
        let node = &self.plan.nodes[trial.node as usize];
        let buckets: Vec<ArmCount> =
            trial.buckets[window.bucket..].iter().map(|arms| arms[arm]).collect();
        let sum = |of: fn(&ArmCount) -> u64| buckets.iter().map(of).sum::<u64>();
        let usd = ratio(&buckets, |count| count.usd, |count| count.ended as f64 / 1000.0);
        let has_interval = sum(|count| count.errors) >= FEWEST_ERRORS;
        let usd_per_1k = usd.filter(|_| self.has_world).map(|usd| Estimate {
            half_width_95: usd.half_width_95.filter(|_| has_interval),
            ..usd
        });
        ArmResult {
            node: node.id.clone(),
            link: self.plan.links[node.next[arm].1 as usize].id.clone(),
            exposed: sum(|count| count.exposed),
            lost: sum(|count| count.lost),
            ended: sum(|count| count.ended),
            decided: sum(|count| count.decided),
            declined: sum(|count| count.declined),
            positives: sum(|count| count.positives),
            usd_per_1k,
            units: trial.units[arm],
            units_planned: trial.planned[arm],
            sizes: size_test(trial),
        }
    }

    /// Experiments whose arms do not have the sizes that they should.
    pub(super) fn mismatches(&self) -> impl Iterator<Item = String> + '_ {
        self.trials.iter().filter_map(|trial| {
            let sizes = size_test(trial).filter(|sizes| sizes.p < trial.plan.srm_p)?;
            let [control, treatment] = trial.units;
            Some(format!(
                "{} has a sample-ratio mismatch: {control} and {treatment} units in its arms are \
                 not what its shares say (p {:.1e}). Do not read its result before the cause is \
                 found.",
                self.plan.nodes[trial.node as usize].id, sizes.p
            ))
        })
    }
}

fn size_test(trial: &TrialState) -> Option<SizeTest> {
    let came = trial.plan.exposure_log && trial.units != [0, 0];
    came.then(|| {
        let test = sample_ratio(&trial.units, &trial.planned);
        SizeTest { chi2: test.statistic, p: test.p }
    })
}
