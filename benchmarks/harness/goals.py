"""What the gateway has to reach, as ratios within one run unless a unit is given. docs/performance.md explains them."""

from .rows import Goal, at_least, at_most

KIB, MIB = 1024, 1024 * 1024

# With the JDK's own TLS engine.
JDK = {
    "throughput": {
        64: {"c-relay": at_least(1.0), "nginx-64k": at_least(1.4), "nginx": at_least(1.0),
             "haproxy": at_least(1.8), "undertow": at_least(8)},
        KIB: {"c-relay": at_least(1.0), "nginx-64k": at_least(1.2), "nginx": at_least(2.5),
              "haproxy": at_least(1.8), "undertow": at_least(8)},
        16 * KIB: {"c-relay": at_least(1.0), "nginx-64k": at_least(1.5), "nginx": at_least(2.5),
                   "haproxy": at_least(1.8), "undertow": at_least(8)},
        64 * KIB: {"c-relay": at_least(1.0), "haproxy": at_least(1.8), "undertow": at_least(8)},
        MIB: {"c-relay": at_least(1.0), "haproxy": at_least(1.8), "undertow": at_least(8)},
    },
    "roundtrip": {
        "idle p50": {"nginx": at_most(1.0)},
        "idle p99": {"nginx": at_most(1.1)},
        "beside p99": {"nginx": at_most(1.0)},
    },
    "connect": {"full": {"nginx": at_least(0.4)}, "resumed": {"nginx": at_least(0.8)}},
    "memory": {"rss": {"": at_most(15)}},
    "stall": {"held": {"": at_most(1)}},
    "growth": {"message": {"": at_most(1.15)}, "connect": {"": at_most(1.15)}},
    "console": {"answer": {"": at_most(200)}, "rate": {"": at_least(0.98)}},
    "startup": {"port": {"": at_most(6)}, "rss": {"": at_most(220)}},
}

# With a native TLS engine; the rest is the same.
NATIVE = JDK | {
    "throughput": {
        64: {"c-relay": at_least(1.3), "nginx-64k": at_least(1.5), "haproxy": at_least(1.8), "undertow": at_least(8)},
        KIB: {"c-relay": at_least(1.3), "nginx-64k": at_least(1.7), "haproxy": at_least(1.8), "undertow": at_least(8)},
        16 * KIB: {"c-relay": at_least(1.3), "nginx-64k": at_least(1.9),
                   "haproxy": at_least(1.8), "undertow": at_least(8)},
        64 * KIB: {"c-relay": at_least(1.3), "haproxy": at_least(1.8), "undertow": at_least(8)},
        MIB: {"c-relay": at_least(1.3), "haproxy": at_least(1.8), "undertow": at_least(8)},
    },
    "connect": {"full": {"nginx": at_least(1.0)}, "resumed": {"nginx": at_least(1.0)}},
    "memory": {"rss": {"": at_most(11)}},
}

# For each of our candidates its own.
SETS = {"culvert": JDK, "culvert-native": NATIVE}


def goals_of(measure: str, key: object) -> dict[str, dict[str, Goal]]:
    return {ours: goals.get(measure, {}).get(key, {}) for ours, goals in SETS.items()}
