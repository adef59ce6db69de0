"""Ciw: a network of nodes with a routing matrix, until so many customers are through."""

import ciw

import networks


def simulate(rate, stations, customers, seed):
    count = len(stations)
    routing = [[0.0] * count for _ in stations]
    for at, (_, _, routes) in enumerate(stations):
        for share, to in routes:
            if to is not None:
                routing[at][to] = share
    arrivals = [ciw.dists.Exponential(rate=rate)] + [None] * (count - 1)
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=[ciw.dists.Exponential(rate=1 / mean) for _, mean, _ in stations],
        number_of_servers=[servers for servers, _, _ in stations],
        routing=routing,
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers)
    records = simulation.get_all_records()
    if count == 1:
        times = [record.waiting_time for record in records]
    else:
        came, went = {}, {}
        for record in records:
            person = record.id_number
            came[person] = min(came.get(person, record.arrival_date), record.arrival_date)
            if record.destination == -1:
                went[person] = record.exit_date
        times = [went[person] - came[person] for person in went]
    return customers + len(records), sum(times) / len(times)


networks.main(simulate)
