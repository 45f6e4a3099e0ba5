"""Runs the load generator on the generator's core."""

import json
import subprocess

from . import build
from .candidates import Candidate


class GeneratorFailed(Exception):
    """What it said when it failed; a wrong byte is such a failure, too."""


def _command(mode: str, candidate: Candidate, where: list[str], options: dict) -> list[str]:
    arguments = [str(build.NATIVE / "loadgen"), mode, *where,
                 "--pids", ",".join(map(str, candidate.pids()))]
    for name, value in options.items():
        if value is True:
            arguments.append("--" + name.replace("_", "-"))
        elif value is not None and value is not False:
            arguments += ["--" + name.replace("_", "-"), str(value)]
    return candidate.cores.pin(candidate.cores.load, arguments)


def run(mode: str, candidate: Candidate, where: list[str] | None = None, **options) -> dict:
    """Runs a mode to its end and returns what it measured."""
    command = _command(mode, candidate, where or candidate.tunnel_arguments(), options)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode != 0:
        raise GeneratorFailed(f"{candidate.name}, {mode}: {(done.stderr or done.stdout).strip()[-500:]}")
    return json.loads(done.stdout)


class Held:
    """Tunnels that stand as long as this is entered; result is what the generator measured while it made them."""

    def __init__(self, mode: str, candidate: Candidate, **options):
        self._what = f"{candidate.name}, {mode}"
        self._command = _command(mode, candidate, candidate.tunnel_arguments(), options)
        self.result: dict = {}

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        if self._process.stdout.readline() != "ready\n":
            self._process.kill()
            raise GeneratorFailed(f"{self._what}: {self._process.communicate()[1].strip()[-500:]}")
        self.result = json.loads(line)
        return self

    def __exit__(self, kind, *_):
        _, errors = self._process.communicate()
        if self._process.returncode != 0 and kind is None:
            raise GeneratorFailed(f"{self._what}: {errors.strip()[-500:]}")
