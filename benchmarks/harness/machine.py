"""The machine: which core does what, and what the kernel knows about processes."""

import os
import platform
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Cores:
    """The server has one core to itself and the generator another, so that neither is measured with the other."""

    def __init__(self):
        available = sorted(os.sched_getaffinity(0))
        self.server = available[0]
        self.load = available[1] if len(available) > 1 else available[0]
        self.shared = self.server == self.load

    @staticmethod
    def pin(core: int, command: list[str]) -> list[str]:
        return ["taskset", "--cpu-list", str(core), *command]

    @contextmanager
    def lend_all(self, pids: list[int], core: int) -> Iterator[None]:
        """Lets processes that have one core run on all of them for a while."""
        self._move(pids, f"{self.server},{self.load}")
        try:
            yield
        finally:
            self._move(pids, str(core))

    @staticmethod
    def _move(pids: list[int], cores: str) -> None:
        for pid in pids:
            subprocess.run(["taskset", "--all-tasks", "--cpu-list", "--pid", cores, str(pid)],
                           check=True, stdout=subprocess.DEVNULL)


def raise_file_limit(wanted: int = 100_000) -> int:
    """Lets this process and what it starts open as many files as possible; returns how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        hard = max(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):  # only root may raise the hard limit, and not everywhere
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def family(pid: int) -> list[int]:
    """A process and everything it has started."""
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def executable(pid: int) -> str:
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""


def thread_seconds(pids: list[int], name: str) -> float:
    """The CPU time of the living threads whose names contain this; the kernel keeps 15 characters of a name."""
    ticks = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            try:
                stat = (task / "stat").read_text()
            except OSError:  # it has ended
                continue
            comm, fields = stat[stat.index("(") + 1:stat.rindex(")")], stat[stat.rindex(")") + 2:].split()
            if name in comm:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def rss(pids: list[int]) -> int:
    """Resident memory in bytes."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) * 1024
    return total


def wait_for(condition, seconds: float, what: str, step: float = 0.01):
    """Waits until the condition is true and returns what it is; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(step)
    return result


def first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "?"
    return next(iter((done.stdout + done.stderr).splitlines()), "?").strip()


def describe() -> dict[str, str]:
    """What a reader of the results has to know about where they come from."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return {
        "processor": f"{model}, {os.cpu_count()} threads",
        "memory": f"{memory:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "openssl": first_line("openssl", "version"),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }
