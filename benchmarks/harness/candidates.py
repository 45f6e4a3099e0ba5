"""The gateway and its peers: how each is started, and how the generator reaches it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from . import build, machine
from .build import Certificate


# From a gateway's own port to that of its console: beyond the ports of all candidates.
CONSOLE_OFFSET = 16


class Candidate:
    """A server on the server's core. Not started until it is entered; stopped, and its files removed, when left."""

    name: str
    compiles_itself = False  # a JVM: slow until it has run for a while

    def __init__(self, port: int, cores: machine.Cores, certificate: Certificate):
        self.port = port
        self.backend = port + 1  # where a proxy finds the generator
        self.cores = cores
        self.certificate = certificate
        self.core: int | None = cores.server
        self.seconds_to_port = 0.0
        self._process: subprocess.Popen | None = None
        self.work = Path()

    # ---- what a candidate says about itself

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def version(self) -> str:
        return ""

    def tunnel_arguments(self) -> list[str]:
        """How the generator gets tunnels through it."""
        raise NotImplementedError

    def connect_arguments(self) -> list[str]:
        """How the generator sets up connections that end here."""
        return self.tunnel_arguments()

    def server_process(self) -> int:
        return self._process.pid

    # ---- the life of the process

    def __enter__(self):
        self.work = Path(tempfile.mkdtemp(prefix=f"bench-{self.name}-"))
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self) -> None:
        """Starts it, and measures how long its port takes to open."""
        command = self.command()
        if self.core is not None:
            command = self.cores.pin(self.core, command)
        with open(self.work / "output", "ab") as output:
            begin = time.monotonic()
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                             env={**os.environ, **self.environment()})
        machine.wait_for(self._accepts, 120, f"{self.name} opens port {self.port}\n{self._output()}")
        self.seconds_to_port = time.monotonic() - begin
        self.settle()

    def settle(self) -> None:
        """Waits for what comes after the port."""

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=70)
        except subprocess.TimeoutExpired:
            for pid in reversed(machine.family(self._process.pid)):
                os.kill(pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.work, ignore_errors=True)

    def on_all_cores(self):
        return nullcontext() if self.core is None else self.cores.lend_all(self.pids(), self.core)

    def compiler_seconds(self) -> float:
        """The CPU time that compiling while it runs has taken so far."""
        return machine.thread_seconds(self.pids(), "CompilerThre")

    def pids(self) -> list[int]:
        return machine.family(self.server_process())

    def _accepts(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"{self.name} ended with {self._process.returncode}:\n{self._output()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _output(self) -> str:
        return (self.work / "output").read_text(errors="replace")[-2000:]


class Gateway(Candidate):
    name = "culvert"
    compiles_itself = True

    def __init__(self, port, cores, certificate, launcher: Path, java_options: str = ""):
        super().__init__(port, cores, certificate)
        self.console_port = port + CONSOLE_OFFSET
        self.api_token = "culvert_of-the-benchmarks"
        self.launcher = launcher
        self.java_options = java_options

    def command(self):
        return [str(self.launcher), "--state", str(self.work / "state"), "--port", str(self.port),
                "--ssh-port", str(self.port + 1), "--console-port", str(self.console_port),
                "--certificate", str(self.certificate.chain), "--certificate-key", str(self.certificate.key)]

    def environment(self):
        return {"JAVA_OPTS": f"{os.environ.get('JAVA_OPTS', '')} {self.java_options}".strip()}

    def version(self):
        return build.commit() if self.launcher == build.LAUNCHER else str(self.launcher)

    def settle(self):
        machine.wait_for((self.work / "state/culvert.env").exists, 60, f"{self.name} is ready\n{self._output()}")

    def server_process(self):
        """The launcher is a shell; the server is the JVM that it has started."""
        return next(pid for pid in machine.family(self._process.pid) if machine.executable(pid) == "java")

    def tunnel_arguments(self):
        return ["--connect", f"127.0.0.1:{self.port}", "--path", "/websocket",
                "--token-file", str(self.work / "state/token")]


class NativeGateway(Gateway):
    """With the bundle of BoringSSL, which the distribution has but does not start by itself."""

    name = "culvert-native"

    def settle(self):
        """Drops the bundle into deploy/ and waits until new connections get its TLS."""
        super().settle()
        bundle, = (self.launcher.parent.parent / "system/io/culvert/io.culvert.tls.boringssl").glob("*/*.jar")
        shutil.copy(bundle, self.work / "state/deploy")
        log = self.work / "state/log/culvert.log"
        machine.wait_for(lambda: "TLS by BoringSSL" in log.read_text(errors="replace"), 60,
                         f"{self.name} uses BoringSSL\n{self._output()}")


class Earlier(Gateway):
    """Another build, to see what a change does."""

    name = "before"


class Yardstick(Candidate):
    name = "c-relay"

    def command(self):
        return [str(build.NATIVE / "relay"), str(self.port), str(self.certificate.chain), str(self.certificate.key)]

    def version(self):
        return machine.first_line("openssl", "version")

    def tunnel_arguments(self):
        return ["--connect", f"127.0.0.1:{self.port}", "--path", "/tunnel/%t"]


class Proxy(Candidate):
    """Passes each connection on to the generator, which is the server behind it and so the tunnel's second end."""

    def tunnel_arguments(self):
        return ["--connect", f"127.0.0.1:{self.port}", "--path", "/tunnel/%t",
                "--accept", f"127.0.0.1:{self.backend}",
                "--certificate", str(self.certificate.chain), "--key", str(self.certificate.key)]

    def connect_arguments(self):
        """A handshake and a request that the proxy answers itself: it has nobody to introduce."""
        return ["--connect", f"127.0.0.1:{self.port}", "--path", "/answer", "--http-only"]

    def configure(self, template: str, **values) -> Path:
        files = machine.raise_file_limit()
        text = (build.HOME / "peers" / template).read_text()
        target = self.work / template
        target.write_text(text.format(
            work=self.work, port=self.port, backend=self.backend, certificate=self.certificate.chain,
            key=self.certificate.key, bundle=self.certificate.bundle,
            slots=files + files // 8, connections=files // 2 - 100, **values))
        return target


class Nginx(Proxy):
    name = "nginx"
    buffers = ""

    def command(self):
        return ["nginx", "-e", str(self.work / "error.log"), "-c",
                str(self.configure("nginx.conf", buffers=self.buffers))]

    def version(self):
        return machine.first_line("nginx", "-v")


class NginxLargeBuffers(Nginx):
    name = "nginx-64k"
    buffers = "proxy_buffer_size 64k; proxy_buffers 8 64k;"


class Haproxy(Proxy):
    name = "haproxy"

    def command(self):
        return ["haproxy", "-db", "-f", str(self.configure("haproxy.cfg"))]

    def version(self):
        return machine.first_line("haproxy", "-v")


class Undertow(Candidate):
    name = "undertow"
    compiles_itself = True

    def command(self):
        return [str(build.java_home(tools=False) / "bin/java"), "-XX:+UseSerialGC", "-Xmx1g", "-jar",
                str(build.undertow_relay()), str(self.port), str(self.certificate.store), build.STORE_PASSWORD]

    def version(self):
        return machine.first_line(str(build.java_home(tools=False) / "bin/java"), "-version")

    def tunnel_arguments(self):
        return ["--connect", f"127.0.0.1:{self.port}", "--path", "/tunnel/%t"]


PEERS = [Yardstick, Nginx, NginxLargeBuffers, Haproxy, Undertow]
NAMES = [Gateway.name, NativeGateway.name, Earlier.name, *(peer.name for peer in PEERS)]


class Field:
    """Makes the candidates that were asked for, each with ports of its own."""

    def __init__(self, first_port: int, cores: machine.Cores, certificate: Certificate,
                 launcher: Path, earlier: Path | None):
        self._first_port = first_port
        self._cores = cores
        self._certificate = certificate
        self._launchers = {Gateway: launcher, NativeGateway: launcher, Earlier: earlier}

    def make(self, name: str, java_options: str = "") -> Candidate:
        port = self._first_port + 2 * NAMES.index(name)
        for gateway, launcher in self._launchers.items():
            if name == gateway.name:
                return gateway(port, self._cores, self._certificate, launcher, java_options)
        peer = next(peer for peer in PEERS if peer.name == name)
        return peer(port, self._cores, self._certificate)
