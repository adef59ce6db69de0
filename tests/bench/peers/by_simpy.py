"""SimPy: a process a customer, a resource a station."""

import random

import simpy

import networks


def simulate(rate, stations, customers, seed):
    draws = random.Random(seed)
    env = simpy.Environment()
    desks = [simpy.Resource(env, capacity=servers) for servers, _, _ in stations]
    rates = [1 / mean_service for _, mean_service, _ in stations]
    routes = [to for _, _, to in stations]
    waits, sojourns = [], []

    def route(at):
        left = draws.random() if len(routes[at]) > 1 else 0.0
        for share, to in routes[at]:
            left -= share
            if left < 0:
                return to
        return routes[at][-1][1]

    def customer():
        came = env.now
        at = 0
        while at is not None:
            joined = env.now
            with desks[at].request() as turn:
                yield turn
                waits.append(env.now - joined)
                yield env.timeout(draws.expovariate(rates[at]))
            at = route(at)
        sojourns.append(env.now - came)

    def source():
        for _ in range(customers):
            yield env.timeout(draws.expovariate(rate))
            env.process(customer())

    env.process(source())
    env.run()
    times = waits if len(stations) == 1 else sojourns
    return customers + len(waits), sum(times) / len(times)


networks.main(simulate)
