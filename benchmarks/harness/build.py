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
    """ECDSA P-256, self-signed: chain, key, both in one file for HAProxy, and both as PKCS#12 for Java."""

    chain: Path
    key: Path
    bundle: Path
    store: Path


STORE_PASSWORD = "benchmark"


def native() -> None:
    subprocess.run(["make", "--silent", "-C", str(HOME / "native")], check=True, stdout=subprocess.DEVNULL)


def certificate() -> Certificate:
    folder = TARGET / "tls"
    made = Certificate(folder / "cert.pem", folder / "key.pem", folder / "both.pem", folder / "both.p12")
    if not made.bundle.exists() or not made.store.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", str(made.key), "-out", str(made.chain)],
            check=True, stderr=subprocess.DEVNULL)
        subprocess.run(
            ["openssl", "pkcs12", "-export", "-in", str(made.chain), "-inkey", str(made.key),
             "-passout", f"pass:{STORE_PASSWORD}", "-out", str(made.store)], check=True)
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


def undertow_relay() -> Path:
    """The jar of the relay on Undertow's own API."""
    jar = HOME / "undertow/target/io.culvert.benchmarks.undertow.jar"
    if not jar.exists():
        print("Building the relay on Undertow's own API", flush=True)
        subprocess.run([str(ROOT / "mvnw"), "--quiet", "--batch-mode", "-f", str(HOME / "pom.xml"), "-pl", "undertow",
                        "package"], check=True, stdin=subprocess.DEVNULL,
                       env={**os.environ, "JAVA_HOME": str(java_home(True))})
    return jar


def java_home(tools: bool) -> Path:
    """The Java that the gateway's own launcher chooses; with tools, one that has those of a JDK."""
    finder = ROOT / "karaf-distribution/src/main/resources/bin/find-java"
    found = subprocess.run([str(finder), *(["--jdk"] if tools else [])], check=True, capture_output=True, text=True)
    return Path(found.stdout.strip())


def commit() -> str:
    done = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"],
                          capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    return done.stdout.strip() or "unknown"
