"""Two classes, a finite queue in front, pre-emption and feedback behind, in Ciw.

gold .6/s and bulk .9/s (all of its work takes 1.5 times as long)
  -> entry: 2 servers, gamma(2) of mean .8 s, 5 places to wait, gold first
  -> middle: 2 servers, lognormal of median .5 s and 99th percentile 2 s, gold first
  -> exit desk: 1 server, uniform .1 to .5 s, gold pre-empts and bulk resumes;
     3 of 10 go back to the middle.
"""

import math

import ciw

from report import report

WARM_UP = 400.0
MEASURED = 20_000.0
TAIL = 200.0  # so that nearly all who came in the measured time have left
WORK = {"gold": 1.0, "bulk": 1.5}
RATE = {"gold": 0.6, "bulk": 0.9}


def network():
    sigma = math.log(2.0 / 0.5) / 2.3263478740408408

    def services(work):
        return [
            ciw.dists.Gamma(2.0, 0.4 * work),
            ciw.dists.Lognormal(math.log(0.5 * work), sigma),
            ciw.dists.Uniform(0.1 * work, 0.5 * work),
        ]

    route = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.3, 0.0]]
    return ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(RATE[name]), None, None] for name in WORK
        },
        service_distributions={name: services(work) for name, work in WORK.items()},
        routing={name: route for name in WORK},
        number_of_servers=[2, 2, 1],
        queue_capacities=[5, float("inf"), float("inf")],
        priority_classes=({"gold": 0, "bulk": 1}, [False, False, "resume"]),
    )


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def replication(seed):
    ciw.seed(seed)
    simulation = ciw.Simulation(network())
    simulation.simulate_until_max_time(WARM_UP + MEASURED + TAIL)
    records = [
        record
        for record in simulation.get_all_records()
        if WARM_UP <= record.arrival_date < WARM_UP + MEASURED
    ]
    numbers = {}
    for name in WORK:
        own = [record for record in records if record.customer_class == name]
        lost = [record for record in own if record.record_type == "rejection"]
        served = [record for record in own if record.record_type == "service"]
        at = [[record for record in served if record.node == node] for node in (1, 2, 3)]
        numbers[f"{name}_lost_share"] = len(lost) / (len(lost) + len(at[0]))
        numbers[f"{name}_entry_wait"] = mean(record.waiting_time for record in at[0])
        numbers[f"{name}_middle_wait"] = mean(record.waiting_time for record in at[1])
        for place, visits in zip(("entry", "middle", "desk"), at):
            key = f"{name}_{place}_sojourn"
            numbers[key] = mean(record.exit_date - record.arrival_date for record in visits)
    middle = [record for record in records if record.node == 2 and record.record_type == "service"]
    numbers["middle_rate"] = len(middle) / MEASURED
    numbers["middle_number"] = (
        sum(record.exit_date - record.arrival_date for record in middle) / MEASURED
    )
    return numbers


if __name__ == "__main__":
    report("ciw", replication)
