"""What the measures have in common: the candidates, the rounds, and how long everything takes."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import generator
from .candidates import Candidate, Field, Gateway
from .generator import GeneratorFailed
from .jvm import Jvm

# The share of a core that the compilers of a warm JVM still take.
RESTING = 0.05

KIB, MIB = 1024, 1024 * 1024
SUITES = {"AES-128": "TLS_AES_128_GCM_SHA256", "AES-256": "TLS_AES_256_GCM_SHA384"}


def size_name(size: int) -> str:
    return f"{size // MIB} MiB" if size >= MIB else f"{size // KIB} KiB" if size >= KIB else f"{size} B"


@dataclass
class Bench:
    candidates: Field
    rounds: int
    seconds: float  # of a measured run
    warmup: float  # before each of them
    longest_warmup: float  # before the first of them, for a server that is compiled while it runs
    suites: list[str]
    directions: list[bool]
    sizes: list[int]
    idle_tunnels: list[int]
    many: int
    profiles: Path | None = None
    names: list[str] = field(default_factory=list)  # of the candidates of the current measure
    problems: list[str] = field(default_factory=list)

    def make(self, name: str, java_options: str = "") -> Candidate:
        return self.candidates.make(name, java_options)

    @contextmanager
    def field(self) -> Iterator[list[Candidate]]:
        """All candidates at once: those that have no turn do nothing."""
        with ExitStack() as stack:
            yield [stack.enter_context(self.make(name)) for name in self.names]

    def window(self) -> dict[str, float]:
        return {"warmup": self.warmup, "seconds": self.seconds}

    # ---- rounds

    def rounds_of(self, field: list[Candidate], case: str,
                  run: Callable[[Candidate], dict]) -> Iterator[tuple[str, dict | None]]:
        """Runs every candidate in every round and yields what came out, None when it failed."""
        for number in range(self.rounds):
            turn = number % len(field)
            for candidate in field[turn:] + field[:turn]:
                self._tell(f"{case}: round {number + 1} of {self.rounds}, {candidate.name}")
                yield candidate.name, self.attempt(candidate.name, lambda: self._profiled(candidate, case, number, run))

    def few_rounds(self, case: str) -> Iterator[int]:
        """For what takes long and varies little."""
        count = (self.rounds + 1) // 2
        for number in range(count):
            self._tell(f"{case}: round {number + 1} of {count}")
            yield number

    def attempt(self, name: str, run: Callable):
        """A failure is reported and leaves a hole in the table, so that the rest of a long run is not lost."""
        try:
            return run()
        except (GeneratorFailed, TimeoutError, RuntimeError, OSError, subprocess.SubprocessError) as failure:
            self.problem(f"{name}: {failure}")
            return None

    def problem(self, text: str) -> None:
        self._tell("")
        print(text, file=sys.stderr, flush=True)
        self.problems.append(text)

    def _tell(self, text: str) -> None:
        """Progress, on a line that the next one replaces."""
        if sys.stderr.isatty():
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    # ---- before the first round

    def verify(self, field: Iterable[Candidate]) -> None:
        """Every byte is compared once, for small and large messages; the measured runs look at numbers and sizes."""
        for candidate in field:
            for size in (64, KIB, 100_000):
                self._tell(f"comparing every byte, {candidate.name}, {size_name(size)}")
                self.attempt(candidate.name, lambda: generator.run(
                    "throughput", candidate, size=size, both=True, verify=True, warmup=0, seconds=0.5))

    def warm_messages(self, field: Iterable[Candidate]) -> None:
        def run(candidate: Candidate, seconds: float) -> None:
            for size in (64, KIB, 16 * KIB):
                generator.run("throughput", candidate, size=size, both=True, warmup=0, seconds=seconds / 3)
        self._warm(field, "messages", run)

    def warm_connections(self, field: Iterable[Candidate]) -> None:
        def run(candidate: Candidate, seconds: float) -> None:
            for resume in (False, True):
                generator.run("connect", candidate, sources=64, resume=resume, warmup=0, seconds=seconds / 2)
        self._warm(field, "connections", run)

    def _warm(self, field: Iterable[Candidate], what: str, run: Callable[[Candidate, float], None]) -> None:
        """Until the compilers of the JVM rest; on all cores, because with one they would take minutes."""
        for candidate in field:
            if candidate.compiles_itself:
                with candidate.on_all_cores():
                    self.attempt(candidate.name, lambda: self._warm_one(candidate, what, run))

    def _warm_one(self, candidate: Candidate, what: str, run: Callable[[Candidate, float], None]) -> None:
        slice_ = self.longest_warmup / 20
        compiling = candidate.compiler_seconds()
        for number in range(20):
            self._tell(f"warming up, {what}, {candidate.name}: at most {self.longest_warmup - number * slice_:.0f} s")
            run(candidate, slice_)
            before, compiling = compiling, candidate.compiler_seconds()
            if number > 1 and compiling - before < RESTING * slice_:
                return

    # ---- profiles

    def _profiled(self, candidate: Candidate, case: str, number: int, run: Callable[[Candidate], dict]) -> dict:
        if self.profiles is None or not isinstance(candidate, Gateway):
            return run(candidate)
        jvm = Jvm(candidate)
        file = self.profiles / (case.replace(", ", "-").replace(" ", "-").replace("/", "-") + f"-{number + 1}.jfr")
        jvm.start_recording()
        try:
            return run(candidate)
        finally:
            jvm.stop_recording(file)
            self._tell("")
            print(f"\n{case}: {file}")
            for method, share in jvm.hot_methods(file):
                print(f"  {share:6.1%}  {method}")
