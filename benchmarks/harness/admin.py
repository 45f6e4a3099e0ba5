"""Who administers a gateway while it is measured: a program with an API token, by HTTPS."""

import hashlib
import http.client
import ssl
import threading
import time

from .candidates import Gateway

TIMEOUT = 30


class Failed(RuntimeError):
    """An answer that is none."""


def let_in(gateway: Gateway) -> None:
    """Makes the token, by its digest in the configuration; before the start, or while it runs."""
    folder = gateway.work / "state/etc"
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(gateway.api_token.encode()).hexdigest()
    (folder / "api-tokens.properties").write_text(
        f"benchmark = viewer;2026-01-01T00:00:00Z;never;{digest}\n")


class Client:
    """One connection, kept."""

    def __init__(self, gateway: Gateway):
        trust = ssl.create_default_context(cafile=str(gateway.certificate.chain))
        self._connection = http.client.HTTPSConnection("localhost", gateway.console_port, timeout=TIMEOUT,
                                                       context=trust)
        self._headers = {"Authorization": f"Bearer {gateway.api_token}"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def open(self, path: str) -> http.client.HTTPResponse:
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        if response.status != 200:
            raise Failed(f"{path}: {response.status} {response.read(500).decode(errors='replace')}")
        return response

    def get(self, path: str) -> tuple[float, int]:
        """Milliseconds until the last byte of the answer, and its bytes."""
        begin = time.monotonic()
        body = self.open(path).read()
        return (time.monotonic() - begin) * 1e3, len(body)


class Watchers:
    """A dashboard that is open, and Prometheus every five seconds, as long as this is entered."""

    EVENTS = "/api/v1/events?topics=overview,tunnels"
    INTERVAL = 5

    def __init__(self, gateway: Gateway):
        self._gateway = gateway
        self._over = threading.Event()
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._dashboard, self._prometheus)]
        self.events = 0
        self.scrapes = 0
        self._problem: Exception | None = None

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind, *_):
        self._over.set()
        for thread in self._threads:
            thread.join(TIMEOUT)
        if kind is None and self._problem is not None:
            raise Failed(f"a watcher fell asleep: {self._problem}")
        if kind is None and (self.events == 0 or self.scrapes == 0):
            raise Failed(f"nobody watched: {self.events} events, {self.scrapes} scrapes")

    def _dashboard(self) -> None:
        """There is an event each second, so the end is noticed."""
        try:
            with Client(self._gateway) as client:
                stream = client.open(self.EVENTS)
                while not self._over.is_set():
                    line = stream.readline()
                    if not line:
                        raise Failed("the stream of events has ended")
                    self.events += line.startswith(b"data:")
        except (OSError, http.client.HTTPException, Failed) as problem:
            self._problem = problem

    def _prometheus(self) -> None:
        try:
            with Client(self._gateway) as client:
                while not self._over.is_set():
                    client.get("/metrics")
                    self.scrapes += 1
                    self._over.wait(self.INTERVAL)
        except (OSError, http.client.HTTPException, Failed) as problem:
            self._problem = problem
