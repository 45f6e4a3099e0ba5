"""Makes what is measured: the generator, the yardstick, the gateway, and one certificate for everybody."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
ROOT = HOME.parent
TARGET = HOME / "target"
NATIVE = TARGET / "native"
LAUNCHER = ROOT / "karaf-distribution/target/assembly/bin/culvert-gateway"


@dataclass(frozen=True)
class Certificate:
    """ECDSA P-256, self-signed: chain, key, and both in one file for HAProxy."""

    chain: Path
    key: Path
    bundle: Path


def native() -> None:
    subprocess.run(["make", "--silent", "-C", str(HOME / "native")], check=True, stdout=subprocess.DEVNULL)


def certificate() -> Certificate:
    folder = TARGET / "tls"
    made = Certificate(folder / "cert.pem", folder / "key.pem", folder / "both.pem")
    if not made.bundle.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", str(made.key), "-out", str(made.chain)],
            check=True, stderr=subprocess.DEVNULL)
        made.bundle.write_text(made.chain.read_text() + made.key.read_text())
    return made


def gateway(launcher: Path | None) -> Path:
    """The launcher of a built distribution: the given one, or ours, built by ./run."""
    if launcher is not None:
        return launcher.resolve(strict=True)
    # ./run builds when the sources have changed; the demonstration ends by itself and proves that the build works.
    print("Building the gateway, if it has changed", flush=True)
    subprocess.run([str(ROOT / "run"), "--demo"], check=True, stdin=subprocess.DEVNULL)
    return LAUNCHER


def java_home(launcher: Path) -> Path:
    """A JDK, for its tools; the gateway finds its own."""
    found = subprocess.run([str(launcher.parent / "find-java"), "--jdk"], check=True, capture_output=True, text=True)
    return Path(found.stdout.strip())


def commit() -> str:
    done = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"],
                          capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    return done.stdout.strip() or "unknown"
