"""What a measure finds, and the statistics of it."""

import statistics
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """A bound for a ratio or a value."""

    at_least: bool
    bound: float

    def reached(self, value: float) -> bool:
        """Judges what the tables show, which is two digits."""
        value = round(value, 2)
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self):
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


def at_least(bound: float) -> Goal:
    return Goal(True, bound)


def at_most(bound: float) -> Goal:
    return Goal(False, bound)


@dataclass
class Row:
    """One quantity: for each candidate a value per round, None for a round that failed."""

    case: str
    unit: str
    digits: int = 0
    # Ratios are the peer's cost in ours ("how many times as fast are we") or, for delays, ours in the peer's.
    delay: bool = False
    compared: bool = True  # whether a ratio to a peer means anything
    values: dict[str, list[float | None]] = field(default_factory=dict)
    # A second quantity of the same runs that a reader wants beside the first.
    beside_unit: str = ""
    beside: dict[str, list[float | None]] = field(default_factory=dict)
    # For each of our candidates: a bound for the ratio to a peer or, with the peer "", for its own value.
    goals: dict[str, dict[str, Goal]] = field(default_factory=dict)

    def add(self, candidate: str, value: float | None, beside: float | None = None) -> None:
        self.values.setdefault(candidate, []).append(value)
        self.beside.setdefault(candidate, []).append(beside)


def present(values: list[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def median(values: list[float | None]) -> float | None:
    found = present(values)
    return statistics.median(found) if found else None


def spread(values: list[float | None]) -> float | None:
    """Half the distance from the smallest to the largest, as a share of the median."""
    found = present(values)
    middle = median(values)
    if len(found) < 2 or not middle:
        return None
    return (max(found) - min(found)) / 2 / middle


@dataclass
class Table:
    title: str
    rows: list[Row]


def ratio(row: Row, ours: str, peer: str) -> float | None:
    """
    The median of the ratios of each round. What disturbs the machine for a minute disturbs both runs of a round, so
    this is steadier than the ratio of two medians.
    """
    if not row.compared:
        return None
    pairs = zip(row.values.get(ours, []), row.values.get(peer, []))
    ratios = [a / b if row.delay else b / a for a, b in pairs if a and b]
    return statistics.median(ratios) if ratios else None
