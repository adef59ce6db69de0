"""A daily wave into triage with impatient customers, and a desk in two shifts, in Ciw.

Poisson arrivals at 20/h * (1 + .6 cos(2 pi (t - 15 h) / 24 h))
  -> triage: 3 servers, lognormal of median 6 min and 99th percentile 20 min; who waits leaves
     after an exponential time of mean 45 min
  -> 35 of 100 go to a desk with exponential service of mean 45 min: 11 people from 8 to 20 o'clock,
     2 at night; at the end of a shift work goes back to the queue and is resumed.
Times are in hours.
"""

import math
import random
from bisect import bisect_right

import ciw

from report import report

WARM_UP_DAYS = 4
DAYS = 120
TAIL_DAYS = 4
BASE, AMPLITUDE, PEAK = 20.0, 0.6, 15.0


class Wave(ciw.dists.Distribution):
    """Gaps of a Poisson process with a daily wave, by thinning."""

    def sample(self, t=None, ind=None):
        time = t
        while True:
            time += random.expovariate(BASE * (1.0 + AMPLITUDE))
            level = 1.0 + AMPLITUDE * math.cos(2.0 * math.pi * (time - PEAK) / 24.0)
            if random.random() * (1.0 + AMPLITUDE) < level:
                return time - t


def network():
    sigma = math.log(20.0 / 6.0) / 2.3263478740408408
    return ciw.create_network(
        arrival_distributions=[Wave(), None],
        service_distributions=[
            ciw.dists.Lognormal(math.log(0.1), sigma),
            ciw.dists.Exponential(1.0 / 0.75),
        ],
        reneging_time_distributions=[ciw.dists.Exponential(1.0 / 0.75), None],
        routing=[[0.0, 0.35], [0.0, 0.0]],
        number_of_servers=[
            3,
            ciw.Schedule(
                numbers_of_servers=[2, 11, 2], shift_end_dates=[8, 20, 24], preemption="resume"
            ),
        ],
    )


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def replication(seed):
    ciw.seed(seed)
    random.seed(seed)
    simulation = ciw.Simulation(network())
    start = 24.0 * WARM_UP_DAYS
    end = start + 24.0 * DAYS
    simulation.simulate_until_max_time(end + 24.0 * TAIL_DAYS)
    records = simulation.get_all_records()
    inside = [record for record in records if start <= record.arrival_date < end]
    at_triage = [record for record in inside if record.node == 1]
    left = [record for record in at_triage if record.record_type == "renege"]
    triaged = [record for record in at_triage if record.record_type == "service"]
    desk = [record for record in records if record.node == 2 and record.record_type == "service"]
    came = sorted(record.arrival_date for record in desk)
    left_at = sorted(record.exit_date for record in desk)
    desk_inside = [record for record in desk if start <= record.arrival_date < end]

    def number_at(hour):
        """Mean number at the desk at this hour, over the days."""
        times = [start + 24.0 * day + hour for day in range(DAYS)]
        present = sum(bisect_right(came, time) - bisect_right(left_at, time) for time in times)
        return present / DAYS

    return {
        "arrivals_per_day": len(at_triage) / DAYS,
        "triage_abandon_share": len(left) / len(at_triage),
        "triage_wait_of_served": mean(record.waiting_time for record in triaged),
        "triage_wait_of_all": sum(
            record.waiting_time for record in triaged + left
        ) / len(at_triage),
        "desk_sojourn": mean(record.exit_date - record.arrival_date for record in desk_inside),
        "desk_number": sum(
            record.exit_date - record.arrival_date for record in desk_inside
        ) / (end - start),
        "desk_number_at_8": number_at(8.0),
        "desk_number_at_14": number_at(14.0),
        "desk_number_at_20": number_at(20.0),
        "desk_number_at_24": number_at(24.0),
    }


if __name__ == "__main__":
    report("ciw", replication)
