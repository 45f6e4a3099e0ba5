"""
The measures. Each takes the bench it runs on and returns tables.

Within a measure the candidates take turns in every round, A B C A B C, each time starting with another one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from . import generator, machine
from .bench import Bench, MIB, SUITES, size_name
from .candidates import Gateway, Haproxy, NativeGateway, Nginx, NginxLargeBuffers, Undertow, Yardstick
from .console import console
from .goals import goals_of
from .jvm import Jvm
from .rows import Row, Table

GIB = 1024 * MIB

# The traffic beside a round trip: well below what the slowest candidate can do.
BESIDE_RATE = 100_000_000  # bytes per second


# ---- throughput ------------------------------------------------------------------------------------------------------


def throughput(bench: Bench) -> list[Table]:
    """Server CPU per message, and per GiB: the same runs seen from two sides."""
    per_message, per_gib = [], []
    with bench.field() as field:
        bench.verify(field)
        bench.warm_messages(field)
        for suite in bench.suites:
            for both in bench.directions:
                for size in bench.sizes:
                    case = f"{size_name(size)}, {'both ways' if both else 'one way'}, {suite}"
                    messages = Row(case, "ns", beside_unit="MB/s", goals=goals_of("throughput", size))
                    bytes_ = Row(case, "s", 2, compared=False)  # the ratios are those per message
                    for name, found in bench.rounds_of(field, case, lambda candidate: generator.run(
                            "throughput", candidate, size=size, both=both, suite=SUITES[suite], **bench.window())):
                        if found is None or found["messages"] == 0:
                            messages.add(name, None)
                            bytes_.add(name, None)
                        else:
                            messages.add(name, found["server_cpu"] * 1e9 / found["messages"],
                                         found["bytes"] / found["seconds"] / 1e6)
                            bytes_.add(name, found["server_cpu"] * GIB / found["bytes"])
                    per_message.append(messages)
                    per_gib.append(bytes_)
    return [Table("Throughput: server CPU per message", per_message),
            Table("Server CPU per GiB of payload", per_gib)]


# ---- round trip ------------------------------------------------------------------------------------------------------


def roundtrip(bench: Bench) -> list[Table]:
    """64 bytes there and back in one tunnel: alone, and beside 8 tunnels with the same load for every candidate."""
    cases = [
        ("idle", "idle", {}),
        ("beside", f"beside 8 tunnels, {BESIDE_RATE // 1_000_000} MB/s together",
         {"bulk": 8, "bulk_rate": BESIDE_RATE}),
        ("full", "beside 8 tunnels at full speed", {"bulk": 8}),
    ]
    rows = []
    with bench.field() as field:
        bench.warm_messages(field)
        for key, case, options in cases:
            p50 = Row(f"{case}, p50", "µs", 1, delay=True, goals=goals_of("roundtrip", f"{key} p50"))
            p99 = Row(f"{case}, p99", "µs", 1, delay=True, goals=goals_of("roundtrip", f"{key} p99"))
            for name, found in bench.rounds_of(field, case, lambda candidate: generator.run(
                    "roundtrip", candidate, tunnels=1, size=64, suite=SUITES[bench.suites[0]], **options,
                    **bench.window())):
                p50.add(name, found and found["p50_us"])
                p99.add(name, found and found["p99_us"])
            rows += [p50, p99]
    return [Table("Round trip of 64 bytes", rows)]


# ---- connections -----------------------------------------------------------------------------------------------------


def _connect_row(bench: Bench, key: str, case: str) -> Row:
    return Row(case, "ms", 3, beside_unit="per second of CPU", goals=goals_of("connect", key))


def connect(bench: Bench) -> list[Table]:
    """Server CPU per connection: for us TLS, upgrade, authentication and pairing; for a proxy TLS and a request."""
    rows = []
    with bench.field() as field:
        bench.warm_connections(field)
        for key, case in [("full", "full handshake"), ("resumed", "resumed session")]:
            row = _connect_row(bench, key, case)
            for name, found in bench.rounds_of(field, case, lambda candidate: generator.run(
                    "connect", candidate, candidate.connect_arguments(), suite=SUITES[bench.suites[0]], sources=64,
                    resume=key == "resumed", **bench.window())):
                if found is not None and key == "resumed" and found["resumed"] < 0.9 * found["connections"]:
                    bench.problem(f"{name}: only {found['resumed']} of {found['connections']} sessions were resumed")
                    found = None
                if found is None:
                    row.add(name, None)
                else:
                    row.add(name, found["server_cpu"] * 1e3 / found["connections"],
                            found["connections"] / found["server_cpu"])
            rows.append(row)
    return [Table("New connections: server CPU for each", rows)]


# ---- memory ----------------------------------------------------------------------------------------------------------

# 20 000 TLS engines of the JDK do not fit into the gateway's usual heap.
ROOMY = "-Xmx1g"


def memory(bench: Bench) -> list[Table]:
    """Resident memory per end of an idle tunnel, above what the server has without tunnels; ours after a collection."""
    rows = []
    for count in bench.idle_tunnels:
        case = f"{count} idle tunnels"
        resident = Row(f"{case}, RSS per end", "KiB", 1, delay=True, goals=goals_of("memory", "rss"))
        used = Row(f"{case}, heap and direct per end", "KiB", 1, delay=True)
        base = Row(f"{case}, RSS without them", "MiB", 0, compared=False)
        for _ in bench.few_rounds(case):
            for name in bench.names:
                found = bench.attempt(name, lambda: _idle(bench, name, count))
                resident.add(name, found and found[0] / 1024)
                base.add(name, found and found[2] / MIB)
                if name in OURS:
                    used.add(name, found and found[1] / 1024)
        rows += [resident, used, base]
    return [Table("Memory per end of an idle tunnel", rows)]


def _idle(bench: Bench, name: str, count: int) -> tuple[float, float, float]:
    """Bytes per end: resident, and used by the JVM; and the bytes that are resident without tunnels."""
    with bench.make(name, ROOMY) as candidate:
        jvm = Jvm(candidate) if isinstance(candidate, Gateway) else None
        # What is loaded, compiled and allocated with the first tunnels is not the later ones'; few at a time, because
        # what those leave free would be taken by the measured ones.
        generator.run("connect", candidate, concurrency=4, sources=64, warmup=0, seconds=bench.longest_warmup / 6)
        used_before, resident_before = _footprint(candidate, jvm)
        with generator.Held("idle", candidate, tunnels=count, size=16384, sources=16):
            used, resident = _footprint(candidate, jvm)
    ends = 2 * count
    return (resident - resident_before) / ends, (used - used_before) / ends, resident_before


def _footprint(candidate, jvm: Jvm | None) -> tuple[int, int]:
    time.sleep(1)  # for what is done after the last byte
    if jvm is None:
        return 0, machine.rss(candidate.pids())
    jvm.collect_garbage()
    used = jvm.used()
    jvm.collect_garbage()
    return used, machine.rss(candidate.pids())


def stall(bench: Bench) -> list[Table]:
    """What the server holds for a reader that has stopped reading, in its own memory, per direction."""
    count = 64
    held = Row(f"held per direction, {count} stopped readers", "MiB", 2, delay=True, beside_unit="MiB taken in",
               goals=goals_of("stall", "held"))
    for _ in bench.few_rounds("stopped readers"):
        for name in bench.names:
            found = bench.attempt(name, lambda: _stalled(bench, name, count))
            held.add(name, found and found[0], found and found[1])
    return [Table("Stopped readers", [held])]


def _stalled(bench: Bench, name: str, count: int) -> tuple[float, float]:
    """MiB per tunnel: held in the server, and taken from the sender, most of which lies in the kernel's buffers."""
    with bench.make(name) as candidate:
        jvm = Jvm(candidate) if isinstance(candidate, Gateway) else None
        with generator.Held("idle", candidate, tunnels=count, size=16384):
            used_before, resident_before = _footprint(candidate, jvm)
        with generator.Held("stall", candidate, tunnels=count, size=16384) as held:
            if not held.result["stopped"]:
                raise generator.GeneratorFailed(f"{name} takes bytes for ever")
            used, resident = _footprint(candidate, jvm)
    grown = used - used_before if jvm else resident - resident_before
    return max(grown, 1) / count / MIB, held.result["bytes_taken"] / count / MIB


# ---- growth ----------------------------------------------------------------------------------------------------------


def growth(bench: Bench) -> list[Table]:
    """
    Whether what one message or connection costs depends on how many tunnels there are. Each tunnel has 64 KiB in flight,
    however many there are, so that nothing differs but their number.
    """
    counts = [1, 8, bench.many]
    rows = [Row(f"1 KiB, {count} active", "ns") for count in counts]
    with bench.field() as field:
        bench.warm_messages(field)
        for row, count in zip(rows, counts):
            for name, found in bench.rounds_of(field, row.case, lambda candidate: generator.run(
                    "throughput", candidate, tunnels=count, size=1024, window=64, sources=16,
                    suite=SUITES[bench.suites[0]], **bench.window())):
                row.add(name, found and found["server_cpu"] * 1e9 / found["messages"])
        rows += [_times(rows[-1], rows[0], f"{bench.many} active / 1", goals_of("growth", "message")),
                 _times(rows[-1], rows[1], f"{bench.many} active / 8", {})]
        rows += _pairing(bench, [candidate for candidate in field if isinstance(candidate, Gateway)])
    return [Table("Growth: what many tunnels change", rows)]


def _times(many: Row, few: Row, case: str, goals: dict) -> Row:
    row = Row(case, "times", 2, compared=False, goals=goals)
    for name in many.values:
        for a, b in zip(many.values[name], few.values[name]):
            row.add(name, a / b if a and b else None)
    return row


def _pairing(bench: Bench, gateways: list[Gateway]) -> list[Row]:
    alone = Row("a connection, no other tunnel", "ms", 3)
    crowd = Row(f"a connection beside {bench.many} idle tunnels", "ms", 3)
    bench.warm_connections(gateways)

    def measure(gateway):
        found = generator.run("connect", gateway, suite=SUITES[bench.suites[0]], sources=64, **bench.window())
        return found["server_cpu"] * 1e3 / found["connections"]

    def measure_in_crowd(gateway):
        with generator.Held("idle", gateway, tunnels=bench.many, size=64, sources=16):
            return measure(gateway)

    for _ in bench.few_rounds(crowd.case):
        for gateway in gateways:
            alone.add(gateway.name, bench.attempt(gateway.name, lambda: measure(gateway)))
            crowd.add(gateway.name, bench.attempt(gateway.name, lambda: measure_in_crowd(gateway)))
    return [alone, crowd, _times(crowd, alone, f"beside {bench.many} / alone", goals_of("growth", "connect"))]


# ---- start -----------------------------------------------------------------------------------------------------------


def startup(bench: Bench) -> list[Table]:
    """From the command to the open port, on all cores; and the memory of a server that nobody has used yet."""
    first = Row("first start to open port", "s", 2, compared=False, goals=goals_of("startup", "port"))
    again = Row("second start to open port", "s", 2, compared=False, goals=goals_of("startup", "port"))
    idle = Row("RSS 5 s later", "MiB", 0, compared=False, goals=goals_of("startup", "rss"))
    for _ in bench.few_rounds("start"):
        for name in bench.names:
            found = bench.attempt(name, lambda: _starts(bench, name))
            for row, value in zip((first, again, idle), found or (None, None, None)):
                row.add(name, value)
    return [Table("Start", [first, again, idle])]


def _starts(bench: Bench, name: str) -> tuple[float, float, float]:
    candidate = bench.make(name)
    candidate.core = None
    with candidate:
        first = candidate.seconds_to_port
        candidate.stop()
        candidate.start()
        time.sleep(5)
        return first, candidate.seconds_to_port, machine.rss(candidate.pids()) / MIB


@dataclass(frozen=True)
class Measure:
    text: str
    run: Callable[[Bench], list[Table]]
    candidates: tuple[str, ...]


OURS = (Gateway.name, NativeGateway.name)
RELAYS = (*OURS, Yardstick.name, Nginx.name)

MEASURES = {
    "throughput": Measure("CPU per message and per GiB", throughput,
                          (*RELAYS, NginxLargeBuffers.name, Haproxy.name, Undertow.name)),
    "roundtrip": Measure("delay, alone and beside other traffic", roundtrip, (*RELAYS, Haproxy.name)),
    "connect": Measure("CPU per new connection, with full handshake and resumed", connect, (*RELAYS, Haproxy.name)),
    "memory": Measure("per idle tunnel", memory, (*RELAYS, Haproxy.name)),
    "stall": Measure("what is held for readers that have stopped", stall, RELAYS),
    "growth": Measure("what many tunnels change", growth, (*OURS, Yardstick.name)),
    "console": Measure("answers of console and metrics beside many tunnels, and what watching takes", console,
                       (Gateway.name,)),
    "startup": Measure("time to the open port, memory then", startup, OURS),
}
