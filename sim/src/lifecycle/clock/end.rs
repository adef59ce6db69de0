//! What a life says at its end.

use super::{Clock, DAY_S};
use crate::lifecycle::labels::Arrived;
use crate::lifecycle::result::{Collecting, LabelLife, Life};
use crate::lifecycle::{money, warnings};
use crate::trial::calendar::label_time;

impl Clock<'_> {
    pub(super) fn finish(mut self) -> Life {
        let days = f64::from(self.days);
        let months = money::months(days);
        let team_usd = self.plan.world.team_usd_per_month * months;
        let labels = self.label_life();
        let per_label = self.labels.as_ref().map_or(0.0, |(labels, _)| labels.plan().usd_per_label);
        let labels_usd = per_label * labels.as_ref().map_or(0.0, |labels| labels.arrived);
        let retraining_usd = self.school.usd();
        money::add(&mut self.books.system, &self.stage.undecided(&self.backlogs));
        money::add(&mut self.books.healthy, &self.stage.undecided(self.twin.backlogs()));
        let healthy_usd = self.twin.usd().unwrap_or((labels_usd, retraining_usd));
        let both = [
            (&mut self.books.system, (labels_usd, retraining_usd)),
            (&mut self.books.healthy, healthy_usd),
        ];
        for (ledger, (labels_usd, retraining_usd)) in both {
            ledger.team_usd = team_usd;
            ledger.labels_usd = labels_usd;
            ledger.retraining_usd = retraining_usd;
        }
        self.books.system.incidents_usd = self.incidents_usd;
        let per_hour: f64 = self
            .plan
            .nodes
            .iter()
            .map(|node| {
                let replicas = node.station.as_ref().map_or(1.0, |s| f64::from(s.replicas));
                node.usd_per_hour * replicas
            })
            .sum();
        let fixed_usd = team_usd + retraining_usd + self.incidents_usd + per_hour * 24.0 * days;
        let (money, verdict) = self.books.close(days, fixed_usd);
        let last = self.last.take().unwrap_or_default();
        let seen = if last.seen.is_empty() { self.stage.unseen() } else { last.seen };
        let end = (&last.bells[..], &seen[..], last.base_rate);
        let monitors = self.watches.into_iter().map(|watch| watch.finish(self.days, end)).collect();
        self.marks.retain(|mark| mark.at_s <= days * DAY_S);
        self.marks.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
        let known = self.labels.as_ref().map(|(labels, _)| labels);
        let warnings = warnings::of(self.plan, self.days, known, &self.school, &self.backlogs);
        Life {
            days: self.days,
            series: self.series,
            marks: self.marks,
            faults: self.faults.stories,
            monitors,
            versions: self.school.records,
            labels,
            money,
            verdict,
            warnings,
            disabled: self.plan.disabled(),
        }
    }

    fn label_life(&self) -> Option<LabelLife> {
        let (labels, _) = self.labels.as_ref()?;
        let sum = |of: fn(&Arrived) -> f64| labels.arrived.iter().map(of).sum::<f64>();
        let arrived = sum(Arrived::all);
        let wanted = self.school.wanted_labels();
        let decided: f64 = labels.cohorts.iter().map(|cohort| cohort.decided).sum();
        let rate = decided / (f64::from(self.days) * DAY_S).max(1.0);
        let collecting = (wanted > 0 && rate * labels.plan().coverage > 0.0).then(|| {
            let time = label_time(rate, labels.plan().coverage, f64::from(wanted));
            Collecting { wanted, mean_s: time.mean, sd_s: time.sd, p95_s: time.p95 }
        });
        Some(LabelLife {
            decided,
            arrived,
            joined: arrived * self.plan.record.decisions,
            observed_base_rate: (arrived > 0.0).then(|| sum(|day| day.positives) / arrived),
            collecting,
        })
    }
}
