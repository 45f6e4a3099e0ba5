"""Tables of rows, the same on the terminal and in the results."""

import dataclasses
import json
from pathlib import Path

from .goals import SETS
from .rows import Goal, Row, Table, median, ratio, spread

# What surrounds the results in docs/performance.md.
BEGIN = "<!-- results: written by benchmarks/run -->"
END = "<!-- end of results -->"


def number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace(",", " ")


def cell(row: Row, name: str) -> str:
    values = row.values.get(name)
    if not values:
        return "-"
    middle = median(values)
    if middle is None:
        return "failed"
    text = f"{number(middle, row.digits)} {row.unit}"
    width = spread(values)
    if width is not None:
        text += f" ±{width:.0%}"
    beside = median(row.beside.get(name, []))
    if beside is not None:
        text += f" ({number(beside, 0 if beside >= 10 else 2)} {row.beside_unit})"
    return text


def verdict(value: float | None, goal: Goal | None) -> str:
    if value is None:
        return "-" if goal is None else f"- ({goal})"
    if goal is None:
        return f"{value:.2f}"
    return f"{value:.2f} ({goal} {'✓' if goal.reached(value) else '✗'})"


def grid(head: list[str], lines: list[list[str]]) -> str:
    """A table in Markdown whose columns stand under each other."""
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]

    def draw(line: list[str]) -> str:
        return "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([draw(head), rule, *map(draw, lines)])


def table(rows: list[Row], names: list[str]) -> str:
    """What was found, and for each of our candidates how it stands to the others and to its goals."""
    parts = [grid(["", *names], [[row.case, *(cell(row, name) for name in names)] for row in rows])]
    for ours in (name for name in names if name in SETS):
        peers = [name for name in names if name != ours]
        own_goals = any("" in row.goals.get(ours, {}) for row in rows)
        if peers and any(row.compared for row in rows):
            parts.append(ratios(ours, peers, rows, own_goals))
        elif own_goals:
            parts.append(ratios(ours, [], rows, own_goals))
    return "\n\n".join(parts)


def ratios(ours: str, peers: list[str], rows: list[Row], own_goals: bool) -> str:
    lines = []
    for row in rows:
        goals = row.goals.get(ours, {})
        line = [row.case, *(verdict(ratio(row, ours, peer), goals.get(peer)) for peer in peers)]
        if own_goals:
            goal = goals.get("")
            line.append("" if goal is None else verdict(median(row.values.get(ours, [])), goal))
        lines.append(line)
    return grid([ours, *(f"to {peer}" for peer in peers), *(["alone"] if own_goals else [])], lines)


def judged(rows: list[Row], names: list[str]) -> list[tuple[str, str, str, float | None, Goal]]:
    """Every goal that this run can tell something about: whose, the case, against whom, what was found, the goal."""
    found = []
    for row in rows:
        for ours, goals in row.goals.items():
            for peer, goal in goals.items():
                if ours in names and (not peer or peer in names):
                    value = ratio(row, ours, peer) if peer else median(row.values.get(ours, []))
                    found.append((ours, row.case, peer or "itself", value, goal))
    return found


def document(results: dict) -> str:
    """All measures as a page."""
    parts = []
    lines = []
    for measure, entry in results["measures"].items():
        for found in map(table_of, entry["tables"]):
            parts.append(f"## {found.title}\n\n{entry['commit']}, {entry['when']}, {entry['rounds']} rounds\n\n"
                         f"{table(found.rows, entry['candidates'])}\n")
            for ours, case, peer, value, goal in judged(found.rows, entry["candidates"]):
                shown = "-" if value is None else f"{value:.2f}"
                reached = "not measured" if value is None else "yes" if goal.reached(value) else missed_by(value, goal)
                lines.append([ours, measure, case, peer, str(goal), shown, reached])
    goals = grid(["candidate", "measure", "case", "against", "goal", "found", "reached"], lines) if lines else "None measured."
    machine = "\n".join(f"* {name}: {value}" for name, value in results["machine"].items())
    return f"{machine}\n\n" + "\n".join(parts) + f"\n## Goals\n\n{goals}\n"


def missed_by(value: float, goal: Goal) -> str:
    return f"no, by {abs(value - goal.bound) / goal.bound:.0%}"


# ---- files -----------------------------------------------------------------------------------------------------------


def plain_of(tables: list[Table]) -> list[dict]:
    return [dataclasses.asdict(each) for each in tables]


def table_of(plain: dict) -> Table:
    rows = [Row(**{**row, "goals": {ours: {peer: Goal(**goal) for peer, goal in goals.items()}
                                    for ours, goals in row["goals"].items()}})
            for row in plain["rows"]]
    return Table(plain["title"], rows)


def load(file: Path) -> dict:
    return json.loads(file.read_text()) if file.exists() else {"machine": {}, "measures": {}}


def save(folder: Path, name: str, results: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (folder / f"{name}.md").write_text(document(results))


def include(page: Path, results: dict) -> None:
    """Puts the results between the two marks of a page, one level of headings down."""
    text = page.read_text()
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    if not rest or END not in rest:
        raise ValueError(f"{page} has no place for results")
    body = document(results).replace("\n## ", "\n### ")
    page.write_text(f"{head}{BEGIN}\n\n{body}\n{END}{tail}")
