"""
What watching costs: how fast console and metrics answer beside many tunnels, and what they take from the relay.

An open dashboard and Prometheus come by one core, the generator's; the gateway answers on its own, beside the relay.
"""

import os
from contextlib import contextmanager

from . import admin, generator
from .bench import Bench, SUITES
from .candidates import Gateway
from .goals import goals_of
from .rows import Row, Table, median

# 20 000 TLS engines of the JDK do not fit into the gateway's usual heap.
ROOMY = "-Xmx1g"
PATHS = ["/metrics", "/api/v1/overview", "/api/v1/tunnels", "/api/v1/sessions"]
ASKED = 20
# Long enough for several scrapes.
SHORTEST = 4 * admin.Watchers.INTERVAL


def console(bench: Bench) -> list[Table]:
    tables = []
    for count in bench.idle_tunnels:
        tables += _beside(bench, count)
    return tables


def _beside(bench: Bench, count: int) -> list[Table]:
    goals = goals_of("console", "answer")
    medians = {path: Row(f"{path}, median", "ms", 1, delay=True, beside_unit="KiB", goals=goals) for path in PATHS}
    slowest = {path: Row(f"{path}, slowest of {ASKED}", "ms", 1, delay=True, goals=goals) for path in PATHS}
    relay = [Row("1 KiB, nobody watches", "MB/s", 0, compared=False),
             Row("1 KiB, dashboard and Prometheus watch", "MB/s", 0, compared=False),
             Row("MB/s watched / alone", "times", 3, compared=False, goals=goals_of("console", "rate")),
             Row("server CPU per message, watched / alone", "times", 3, compared=False)]

    def run(gateway: Gateway) -> None:
        _warm_answers(gateway)
        with generator.Held("idle", gateway, tunnels=count, size=64, sources=16):
            for path in PATHS:
                times, size = _answers(gateway, path)
                medians[path].add(gateway.name, median(times), size / 1024)
                slowest[path].add(gateway.name, max(times))
            for number in range(bench.rounds):
                _compare(bench, gateway, number, relay)

    for name in bench.names:
        with bench.make(name, ROOMY) as gateway, _on_core_of_generator(gateway):
            admin.let_in(gateway)
            bench.warm_messages([gateway])
            bench.attempt(name, lambda: run(gateway))
    return [Table(f"Answers beside {count} idle tunnels", [*medians.values(), *slowest.values()]),
            Table(f"What watching takes from the relay, beside {count} idle tunnels", relay)]


@contextmanager
def _on_core_of_generator(gateway: Gateway):
    """For this program, which is who watches."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {gateway.cores.load})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _warm_answers(gateway: Gateway) -> None:
    with gateway.on_all_cores(), admin.Client(gateway) as client:
        for path in PATHS:
            for _ in range(200):
                client.get(path)


def _answers(gateway: Gateway, path: str) -> tuple[list[float], int]:
    with admin.Client(gateway) as client:
        found = [client.get(path) for _ in range(ASKED)]
    return [milliseconds for milliseconds, _ in found], found[-1][1]


def _compare(bench: Bench, gateway: Gateway, number: int, rows: list[Row]) -> None:
    """Both within one round, each second time the other way round."""
    found = {}
    for watch in (False, True) if number % 2 == 0 else (True, False):
        found[watch] = bench.attempt(gateway.name, lambda: _relay(bench, gateway, watch))
    alone, watched, rate, cost = rows
    for row, each in ((alone, found[False]), (watched, found[True])):
        row.add(gateway.name, each and each["bytes"] / each["seconds"] / 1e6)
    if found[False] and found[True]:
        rate.add(gateway.name, _rate(found[True]) / _rate(found[False]))
        cost.add(gateway.name, _per_message(found[True]) / _per_message(found[False]))
    else:
        rate.add(gateway.name, None)
        cost.add(gateway.name, None)


def _relay(bench: Bench, gateway: Gateway, watch: bool) -> dict:
    def run() -> dict:
        return generator.run("throughput", gateway, size=1024, suite=SUITES[bench.suites[0]], warmup=2,
                             seconds=max(bench.seconds, SHORTEST))
    if not watch:
        return run()
    with admin.Watchers(gateway):
        return run()


def _rate(found: dict) -> float:
    return found["bytes"] / found["seconds"]


def _per_message(found: dict) -> float:
    """Of the whole process, so what it costs to be watched is in it."""
    return found["server_cpu"] / found["messages"]
