"""Single stations customer by customer, in SimPy: what the fluid leaves out, put back in.

Poisson arrivals, one event for each customer, nothing shared with the package or with the fluid.
`scale` multiplies all rates: with it the randomness averages out, and what is returned (divided by
`scale` where it is a number of customers) tends to what the fluid says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from random import Random
from typing import NamedTuple

from simpy import Environment, Event

Process = Generator[Event, object, None]


class Outage(NamedTuple):
    """What an outage does to a queue; customers in units of `scale`."""

    peak_backlog: float
    cleared_after: float
    """From the return of the server until nobody waits, in seconds."""
    waiting: float
    """Customers times seconds."""


class Retries(NamedTuple):
    """What retries do to a station that sheds; rates in units of `scale`."""

    p: float
    """The share of attempts that fails."""
    attempts: float
    goodput: float
    success: float
    """The share of customers that succeeds in the end."""


class Storm(NamedTuple):
    """What an outage leaves behind; rates in units of `scale`."""

    before: float
    goodput: float
    """Over the last quarter of the run."""
    attempts: float
    """Over the last quarter of the run."""


def service(random: Random, rate: float, exponential: bool) -> float:
    return random.expovariate(rate) if exponential else 1 / rate


def queue_with_outage(
    scale: float,
    seed: int,
    *,
    arrival: float = 70,
    capacity: float = 100,
    down: float = 600,
    exponential: bool = False,
) -> Outage:
    """One server, first come first served, which is away for `down` seconds, the queue staying."""
    env, random = Environment(), Random(seed)
    start = 20.0
    waiting: deque[float] = deque()  # when each came
    peak, total, cleared = 0, 0.0, env.event()
    somebody = env.event()

    def customers() -> Process:
        nonlocal peak, somebody
        while True:
            yield env.timeout(random.expovariate(arrival * scale))
            waiting.append(env.now)
            peak = max(peak, len(waiting))
            if not somebody.triggered:
                somebody.succeed()

    def server() -> Process:
        nonlocal total, somebody
        while True:
            if start <= env.now < start + down:
                yield env.timeout(start + down - env.now)
            if not waiting:
                if env.now > start + down and not cleared.triggered:
                    cleared.succeed(env.now - start - down)
                somebody = env.event()
                yield somebody
                continue
            total += env.now - waiting.popleft()
            yield env.timeout(service(random, capacity * scale, exponential))

    env.process(customers())
    env.process(server())
    after = float(env.run(until=cleared))  # type: ignore[arg-type]
    return Outage(peak / scale, after, total / scale)


def shedding_with_retries(
    scale: int,
    seed: int,
    *,
    arrival: float = 120,
    capacity: float = 100,
    retries: int = 3,
    exponential: bool = False,
) -> Retries:
    """A station that turns away who finds it full, for free, and is tried again at once.

    The fluid says that an attempt fails with the share p of the whole station, whichever attempt it
    is. One server would not do: whoever is turned away and comes back at once meets the same full
    room. So the station is `scale` servers of rate `capacity`, each with a room for ten, and each
    attempt goes to one of them at random: the more there are, the less the attempts of one customer
    have to do with each other. Under this overload a room for ten is almost never empty, so the
    station works at its capacity.
    """
    env, random = Environment(), Random(seed)
    start, end, room = 1.0, 6.0, 10
    in_room = [0] * scale
    done = attempts = customers = happy = 0

    def server(one: int) -> Process:
        nonlocal done
        while in_room[one]:
            yield env.timeout(service(random, capacity, exponential))
            in_room[one] -= 1
            done += env.now > start

    def attempt() -> bool:
        one = random.randrange(scale)
        if in_room[one] == room:
            return False
        in_room[one] += 1
        if in_room[one] == 1:
            env.process(server(one))
        return True

    def arrivals() -> Process:
        nonlocal attempts, customers, happy
        while True:
            yield env.timeout(random.expovariate(arrival * scale))
            outcome = False
            tries = 0
            while not outcome and tries <= retries:
                outcome = attempt()
                tries += 1
            if env.now > start:
                attempts += tries
                customers += 1
                happy += outcome

    env.process(arrivals())
    env.run(until=end)
    size = scale * (end - start)
    return Retries(1 - happy / attempts, attempts / size, done / size, happy / customers)


class StormStation:
    """One server with an endless queue, and customers who give up and try again at once."""

    def __init__(self, random: Random, rate: float, patience: float, exponential: bool) -> None:
        self.env = Environment()
        self.random, self.rate = random, rate
        self.patience, self.exponential = patience, exponential
        self.queue: deque[Event] = deque()
        self.somebody = self.env.event()
        self.answered: list[float] = []
        self.attempted: list[float] = []

    def attempt(self) -> Event:
        answer = self.env.event()
        self.attempted.append(self.env.now)
        self.queue.append(answer)
        if not self.somebody.triggered:
            self.somebody.succeed()
        return answer

    def customer(self, retries: int) -> Process:
        for _ in range(retries + 1):
            answer = self.attempt()
            yield answer | self.env.timeout(self.patience)
            if answer.triggered:
                self.answered.append(self.env.now)
                return

    def customers(self, rate: float, retries: int) -> Process:
        while True:
            yield self.env.timeout(self.random.expovariate(rate))
            self.env.process(self.customer(retries))

    def server(self, away_from: float, away_to: float) -> Process:
        while True:
            if away_from <= self.env.now < away_to:
                yield self.env.timeout(away_to - self.env.now)
            if self.queue:  # it does not know who has given up
                yield self.env.timeout(service(self.random, self.rate, self.exponential))
                self.queue.popleft().succeed()
            else:
                self.somebody = self.env.event()
                yield self.somebody


def retry_storm(
    scale: float,
    seed: int,
    *,
    arrival: float,
    capacity: float = 100,
    retries: int = 3,
    down: float = 10,
    patience: float = 1,
    until: float = 600,
    exponential: bool = False,
) -> Storm:
    """An outage of `down` seconds, while customers give up after `patience` and try again at once.

    This is κ = 1: what a customer has given up stays in the queue, and the server, who does not
    know, does all the work for it in the end. So once the queue is longer than `patience`, every
    attempt fails and costs the full work, and each customer sends `retries` + 1 of them. The queue
    gets shorter again if and only if `arrival` · (`retries` + 1) < `capacity`: the same edge as
    that of a station that sheds at κ = 1.
    """
    start = 10.0
    station = StormStation(Random(seed), capacity * scale, patience, exponential)
    station.env.process(station.customers(arrival * scale, retries))
    station.env.process(station.server(start, start + down))
    station.env.run(until=until)

    def rate(times: list[float], since: float, to: float) -> float:
        return sum(since < time <= to for time in times) / (to - since) / scale

    late = until * 0.75
    return Storm(
        rate(station.answered, 0, start),
        rate(station.answered, late, until),
        rate(station.attempted, late, until),
    )
