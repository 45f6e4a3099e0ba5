"""benchmarks/run: measures the gateway beside its peers."""

import argparse
import os
import sys
import time
from pathlib import Path

from . import build, machine, report
from .bench import KIB, MIB, SUITES, Bench
from .candidates import NAMES, Earlier, Field, Gateway, NativeGateway
from .measures import MEASURES

RESULTS = build.HOME / "results"
OURS = (Gateway.name, NativeGateway.name)


def listed(allowed: list[str]):
    """An argument that is a list of some of these, separated by commas."""
    def parse(text: str) -> list[str]:
        words = text.split(",")
        for word in words:
            if word not in allowed:
                raise argparse.ArgumentTypeError(f"{word}: not one of {', '.join(allowed)}")
        return [word for word in allowed if word in words]
    return parse


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures the gateway beside its peers, all on this machine, and prints a table for each measure.",
        epilog="measures:\n" + "\n".join(f"  {name:<12} {measure.text}" for name, measure in MEASURES.items())
               + "\n\ncandidates: " + ", ".join(NAMES)
               + "\n\nbenchmarks/run jmh [OPTION...] runs the micro benchmarks instead; -h tells JMH's options."
               + "\n\nA full run takes a good hour and wants a machine with nothing else to do. The results go to"
                 "\nbenchmarks/results/; docs/performance.md explains them.")
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help="which ones (default: all)")
    parser.add_argument("--quick", action="store_true", help="short runs, one round, fewer sizes: to see that it works")
    parser.add_argument("--candidates", type=listed(NAMES), metavar="LIST",
                        help="which ones, separated by commas (default: for each measure those that it is for)")
    parser.add_argument("--profile", action="store_true",
                        help="record the gateway alone with JFR, into results/profile/, and print its hot methods")
    parser.add_argument("--rounds", type=int, metavar="N", help="turns of every candidate (default: 5; quick: 1)")
    parser.add_argument("--seconds", type=float, metavar="S", help="length of a measured run (default: 2; quick: 1)")
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], metavar="LIST",
                        help="bytes per message (default: 64,1024,16384,65536,1048576; quick: 64,16384)")
    parser.add_argument("--suites", type=listed(list(SUITES)), metavar="LIST",
                        help="AES-128,AES-256 (default: both; quick: AES-128)")
    parser.add_argument("--idle-tunnels", type=lambda text: [int(count) for count in text.split(",")], metavar="LIST",
                        help="how many for the memory measure (default: 1000,10000; quick: 200)")
    parser.add_argument("--gateway", type=Path, metavar="LAUNCHER",
                        help="bin/culvert-gateway of a built distribution (default: ours, built if it has changed)")
    parser.add_argument("--before", type=Path, metavar="LAUNCHER",
                        help="compare with this other build, too, for instance that of the commit before")
    parser.add_argument("--name", metavar="NAME",
                        help="results/NAME.md and .json; measures that are there already and are not run again stay "
                             "(default: latest; quick: quick)")
    parser.add_argument("--first-port", type=int, default=20300, metavar="N", help="of 32 (default: 20300)")
    parsed = parser.parse_args()
    if parsed.before is None and Earlier.name in (parsed.candidates or []):
        parser.error(f"the candidate {Earlier.name} needs --before LAUNCHER")
    for name in parsed.measures:
        if name not in MEASURES:
            parser.error(f"no such measure: {name} (there are {', '.join(MEASURES)})")
    return parsed


def bench_of(asked: argparse.Namespace) -> Bench:
    quick = asked.quick
    # A tunnel is two connections of the server, and two of the generator.
    most_tunnels = machine.raise_file_limit() // 2 - 200
    build.native()
    needed = asked.candidates is None or any(name in asked.candidates for name in OURS)
    launcher = build.gateway(asked.gateway) if needed else Path()
    return Bench(
        candidates=Field(asked.first_port, machine.Cores(), build.certificate(), launcher, asked.before),
        rounds=asked.rounds or (1 if quick or asked.profile else 5),
        seconds=asked.seconds or (1 if quick else 10 if asked.profile else 2),
        warmup=0.3 if quick else 0.5,
        longest_warmup=12 if quick else 60,
        suites=asked.suites or (["AES-128"] if quick else list(SUITES)),
        directions=[False] if quick else [False, True],
        sizes=asked.sizes or ([64, 16 * KIB] if quick else [64, KIB, 16 * KIB, 64 * KIB, MIB]),
        idle_tunnels=[min(count, most_tunnels) for count in
                      asked.idle_tunnels or ([200] if quick else [1000, 10000])],
        many=100 if quick else 1000,
        profiles=RESULTS / "profile" if asked.profile else None,
    )


def entered(asked: argparse.Namespace, measure: str) -> list[str]:
    """The candidates of a measure."""
    names = asked.candidates or [*MEASURES[measure].candidates, *([Earlier.name] if asked.before else [])]
    return [name for name in names if name in OURS] if asked.profile else names


def warn_of_noise() -> None:
    if machine.Cores().shared:
        print("There is one core only: server and generator disturb each other.", file=sys.stderr)
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The machine is not quiet (load {load:.1f}): ratios are rough, delays are wrong.", file=sys.stderr)


def main() -> int:
    asked = arguments()
    warn_of_noise()
    bench = bench_of(asked)
    name = asked.name or ("quick" if asked.quick else "latest")
    results = report.load(RESULTS / f"{name}.json")
    results["machine"] |= machine.describe()
    for measure in asked.measures or MEASURES:
        bench.names = entered(asked, measure)
        results["machine"] |= {each: bench.make(each).version() for each in bench.names}
        tables = MEASURES[measure].run(bench)
        for each in tables:
            print(f"\n{each.title}\n\n{report.table(each.rows, bench.names)}", flush=True)
        results["measures"][measure] = {
            "commit": build.commit(), "when": time.strftime("%Y-%m-%d %H:%M"), "rounds": bench.rounds,
            "candidates": bench.names, "tables": report.plain_of(tables)}
        if not asked.profile:
            report.save(RESULTS, name, results)
            if name == "latest":
                report.include(build.ROOT / "docs/performance.md", results)
    if not asked.profile:
        print(f"\nWritten to {RESULTS / name}.md and .json"
              + (" and into docs/performance.md" if name == "latest" else ""))
    for problem in bench.problems:
        print(f"FAILED: {problem}", file=sys.stderr)
    return 1 if bench.problems else 0


if __name__ == "__main__":
    sys.exit(main())
