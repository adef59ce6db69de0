"""A server that breaks down, callers with timeouts, and a retry budget, in SimPy.

Poisson requests at .6/s call one server (gamma(2) service of mean 1 s, first come first served).
It fails whether busy or not (exponential, mean 200 s) and is repaired (exponential, mean 15 s);
what it was doing waits and resumes. A caller gives up after 6 s and takes its work back, waits 2 s
and tries again, 4 attempts in all, as long as the retry budget has a token: each first call puts in
.2 of a token, each retry takes one, and the bucket holds 10 and starts full.
"""

import random
from collections import deque

import simpy

from report import report

WARM_UP = 1_000.0
MEASURED = 200_000.0
RATE, MEAN_SERVICE, SHAPE = 0.6, 1.0, 2.0
UP, REPAIR = 200.0, 15.0
TIMEOUT, BACKOFF, ATTEMPTS = 6.0, 2.0, 4
SHARE, BUCKET = 0.2, 10.0


class Server:
    """One server with a queue; work can be taken back and survives a breakdown."""

    def __init__(self, env):
        self.env = env
        self.queue = deque()
        self.current = None
        self.is_up = True
        self.repaired = None
        self.came = None
        self.up_time = 0.0
        self.loop = env.process(self.work())
        env.process(self.break_down())

    def submit(self):
        job = self.env.event()
        self.queue.append(job)
        if self.came is not None and not self.came.triggered:
            self.came.succeed()
        return job

    def take_back(self, job):
        if job is self.current:
            self.current = None
            self.loop.interrupt("taken back")
        else:
            self.queue.remove(job)

    def work(self):
        while True:
            if not self.queue:
                self.came = self.env.event()
                yield self.came
                self.came = None
            job = self.queue.popleft()
            self.current = job
            left = random.gammavariate(SHAPE, MEAN_SERVICE / SHAPE)
            while left > 0.0:
                began = self.env.now
                try:
                    if self.is_up:
                        yield self.env.timeout(left)
                        left = 0.0
                    else:
                        yield self.repaired
                except simpy.Interrupt as why:
                    if why.cause == "taken back":
                        break
                    left -= self.env.now - began
            else:
                self.current = None
                job.succeed()

    def break_down(self):
        while True:
            began = self.env.now
            yield self.env.timeout(random.expovariate(1.0 / UP))
            self.up_time += max(0.0, self.env.now - max(began, WARM_UP))
            self.is_up = False
            self.repaired = self.env.event()
            if self.current is not None:
                self.loop.interrupt("down")
            yield self.env.timeout(random.expovariate(1.0 / REPAIR))
            self.is_up = True
            self.repaired.succeed()


class Tally:
    def __init__(self):
        self.tokens = BUCKET
        self.requests = self.calls = self.timeouts = self.given_up = self.no_budget = 0
        self.sojourns = []


def request(env, server, tally, measured):
    born = env.now
    tally.tokens = min(BUCKET, tally.tokens + SHARE)
    calls = timeouts = 0
    answered = no_budget = False
    while True:
        calls += 1
        job = server.submit()
        yield job | env.timeout(TIMEOUT)
        if job.triggered:
            answered = True
            break
        server.take_back(job)
        timeouts += 1
        if calls == ATTEMPTS:
            break
        if tally.tokens < 1.0:
            no_budget = True
            break
        tally.tokens -= 1.0
        yield env.timeout(BACKOFF)
    if measured:
        tally.requests += 1
        tally.calls += calls
        tally.timeouts += timeouts
        tally.no_budget += no_budget
        if answered:
            tally.sojourns.append(env.now - born)
        else:
            tally.given_up += 1


def traffic(env, server, tally):
    while True:
        yield env.timeout(random.expovariate(RATE))
        measured = WARM_UP <= env.now < WARM_UP + MEASURED
        env.process(request(env, server, tally, measured))


def replication(seed):
    random.seed(seed)
    env = simpy.Environment()
    server = Server(env)
    tally = Tally()
    env.process(traffic(env, server, tally))
    env.run(until=WARM_UP + MEASURED + 100.0)
    return {
        "attempts_per_request": tally.calls / tally.requests,
        "timeouts_per_call": tally.timeouts / tally.calls,
        "timed_out_share": tally.given_up / tally.requests,
        "sojourn_of_answered": sum(tally.sojourns) / len(tally.sojourns),
        "answered_per_s": len(tally.sojourns) / MEASURED,
    }


if __name__ == "__main__":
    report("simpy", replication)
