"""What only the JVM itself can tell or do."""

import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from . import build
from .candidates import Gateway


class Jvm:
    def __init__(self, gateway: Gateway):
        self._home = build.java_home(tools=True)
        self._pid = str(gateway.server_process())

    def _run(self, tool: str, *arguments: str) -> str:
        return subprocess.run([str(self._home / "bin" / tool), *arguments],
                              check=True, capture_output=True, text=True).stdout

    def collect_garbage(self) -> None:
        """Twice, so that what is freed by a cleaner or a reference queue is gone, too."""
        for _ in range(2):
            self._run("jcmd", self._pid, "GC.run")
            time.sleep(0.5)

    def used(self) -> int:
        """Live heap and direct buffers, in bytes."""
        return int(self._run("java", str(build.HOME / "harness" / "UsedMemory.java"), self._pid))

    def start_recording(self) -> None:
        self._run("jcmd", self._pid, "JFR.start", "name=benchmark", "settings=profile")

    def stop_recording(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._run("jcmd", self._pid, "JFR.stop", "name=benchmark", f"filename={file}")

    def hot_methods(self, file: Path, count: int = 15) -> list[tuple[str, float]]:
        """Where the samples are, with their shares: the method on top and, where that is not ours, who of us called."""
        events = self._run("jfr", "print", "--events", "jdk.ExecutionSample,jdk.NativeMethodSample",
                           "--stack-depth", "64", str(file))
        places = Counter(place for place in map(_place, _stacks(events)) if place)
        total = sum(places.values()) or 1
        return [(place, samples / total) for place, samples in places.most_common(count)]


# A thread that waits is sampled like one that works.
_WAITING = re.compile(r"EPoll\.wait|WatchService\.poll|Net\.(poll|accept)|SocketDispatcher\.read0|Unsafe\.park")
_OURS = re.compile(r"^(io\.culvert|io\.undertow|org\.xnio)\.")


def _stacks(events: str) -> Iterator[list[str]]:
    stack: list[str] | None = None
    for line in map(str.strip, events.splitlines()):
        if line.startswith("stackTrace = ["):
            stack = []
        elif line == "]" and stack is not None:
            yield stack
            stack = None
        elif stack is not None and "(" in line:
            stack.append(re.sub(r"\(.*", "", line))


def _place(stack: list[str]) -> str:
    if not stack or _WAITING.search(stack[0]):
        return ""
    caller = next((method for method in stack if _OURS.match(method)), "")
    return stack[0] if caller in ("", stack[0]) else f"{stack[0]}  <-  {caller}"
