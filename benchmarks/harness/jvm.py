"""What only the JVM itself can tell or do."""

import subprocess
import time
from collections import Counter
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
        """The methods on top of the sampled stacks, with their shares of all samples."""
        events = self._run("jfr", "print", "--events", "jdk.ExecutionSample,jdk.NativeMethodSample",
                           "--stack-depth", "1", str(file))
        methods: Counter[str] = Counter()
        lines = iter(events.splitlines())
        for line in lines:
            if line.strip().startswith("stackTrace = ["):
                method = next(lines).strip().split("line:")[0].strip()
                if "EPoll.wait" not in method:  # waiting is not work
                    methods[method] += 1
        total = sum(methods.values()) or 1
        return [(method, samples / total) for method, samples in methods.most_common(count)]
