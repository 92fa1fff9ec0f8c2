"""Somebody who has every file of `crt release`, the published definitions and a solver, and wants a hidden count.

It reads the files alone and imports nothing of the product: what adds up to what is written here once more, from
docs/privacy.md and the reviewed tables, which anybody may read.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

BELOW = {"outreach": 5, "health": 11}
HIDDEN = ("suppressed", "suppressed_complementary")
_NO_KEYS = ("measure", "part_of", "told_on")
# A count hidden for another's sake can be at least so many numbers more than its least.
_OPEN = 2


class Cell(NamedTuple):
    """One figure of one table: the morning, the table, what stands before the measure, and the measure."""

    morning: str
    table: str
    keys: tuple[str, ...]
    measure: str


class Told(NamedTuple):
    """What a file says of a figure: the least and the greatest it can be, and its blank."""

    least: float
    greatest: float
    blank: str
    below: int


@dataclass
class Knowledge:
    """Figures and what ties them: each tie is a sum of figures and unseen counts that lies between two numbers."""

    cells: dict[Cell, Told] = field(default_factory=dict)
    ties: list[tuple[dict[object, float], float, float]] = field(default_factory=list)

    def tie(self, terms: Mapping[object, float], least: float = 0.0, greatest: float = 0.0) -> None:
        """Add that the terms together lie between two numbers; a term that is no cell is a count nobody sees."""
        self.ties.append((dict(terms), least, greatest))

    def add_up(self, whole: Cell, parts: Iterable[Cell], *, has_rest: bool = False) -> None:
        """Add that a figure is the sum of others, or with `has_rest` at least that."""
        told = [part for part in parts if part in self.cells]
        if whole in self.cells and told:
            self.tie({whole: 1.0, **dict.fromkeys(told, -1.0)}, 0.0, np.inf if has_rest else 0.0)

    def narrow(
        self, cells: Iterable[Cell] | None = None, *, is_enough: Callable[[float, float, Told], bool] | None = None
    ) -> dict[Cell, tuple[float, float]]:
        """Return the hidden figures of which more is known than may be, with what is known.

        Unless asked otherwise: of a figure that is called small, that it is some number from 1 to one below its
        threshold; of one hidden for another's sake, that it is more than one number. That a count is zero may be known.
        """
        wanted = [cell for cell in (self.cells if cells is None else cells) if self.cells[cell].blank in HIDDEN]
        enough = is_enough or _says_no_more
        return {
            cell: (least, greatest)
            for group in _connected(self, wanted)
            for cell, (least, greatest) in group.ranges().items()
            if round(greatest, 6) > 0 and not enough(round(least, 6), round(greatest, 6), self.cells[cell])
        }


def _says_no_more(least: float, greatest: float, told: Told) -> bool:
    if told.blank == "suppressed":
        return least <= 1 and greatest >= told.below - 1
    return greatest - least >= _OPEN


def read(folder: Path, *, morning: str = "") -> Knowledge:
    """Return what the files of one release say, without any tie yet."""
    known = Knowledge()
    for file in sorted(folder.glob("*.csv")):
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
        shows_zeros = _shows_zeros(rows)
        for row in rows:
            if row["column_class"] not in BELOW or row["blank"] in ("late", "not_collected"):
                continue
            keys = tuple(v for k, v in row.items() if k not in (*_NO_KEYS, "column_class", "value", "blank"))
            below = BELOW[row["column_class"]]
            least, greatest = {
                "suppressed": (1.0, below - 1.0),
                # Where zeros show, what is hidden is none.
                "suppressed_complementary": (1.0 if _told_with(row) in shows_zeros else 0.0, np.inf),
            }.get(row["blank"], (float(row["value"] or 0),) * 2)
            # A figure is of the days before the morning that told it, whichever release it stands in.
            cell = Cell(row.get("told_on", morning), file.stem, keys, row["measure"])
            known.cells[cell] = Told(least, greatest, row["blank"], below)
    return known


def tie_release(known: Knowledge, folder: Path, reference: Path, *, morning: str = "") -> None:
    """Add what adds up to what within one release."""
    for row in _rows(folder / "outreach.csv"):
        if row["level"] == "place":
            continue
        whole = Cell(row.get("told_on", morning), "outreach", (row["level"], row["location_id"]), row["measure"])
        parts = [
            Cell(part.get("told_on", morning), "outreach", (part["level"], part["location_id"]), part["measure"])
            for part in _parts(folder)[row["location_id"], row["measure"]]
            if part.get("told_on", morning) == row.get("told_on", morning)
        ]
        known.add_up(whole, parts, has_rest=row["level"] == "zone")
    # Finer tables of outreach are told once in a lookback: beside the sums of that morning.
    then = next((row.get("told_on", morning) for row in _rows(folder / "gaps.csv")), morning)
    _tie_stages(known, folder, reference, then)
    for measure, cells in _by(known, then, "gaps", lambda cell: cell.measure).items():
        known.add_up(Cell(then, "outreach", ("city", "city"), measure), cells)
    for stage, cells in _by(known, then, "path_providers", lambda cell: cell.measure).items():
        known.add_up(Cell(then, "path_city", (), stage), cells)
    reasons = [cell for cell in known.cells if cell[:2] == (then, "decline_reasons") and cell.measure != "all"]
    known.add_up(Cell(then, "decline_reasons", (), "all"), reasons)
    then = next((row.get("told_on", morning) for row in _rows(folder / "recovery_line.csv")), morning)
    calls = {cell.measure: cell for cell in known.cells if cell[:2] == (then, "recovery_line")}
    for (_, whole), cells in _by(known, then, "recovery_line", lambda cell: cell.keys).items():
        if whole in calls:
            known.add_up(calls[whole], [cell for cell in cells if cell.measure != whole])
    for (_, week, measure), cells in _by(known, morning, "hmis", lambda cell: ("", cell.keys[1], cell.measure)).items():
        known.add_up(
            Cell(morning, "hmis", ("all projects", week), measure),
            [cell for cell in cells if cell.keys[0] != "all projects"],
        )
    for (project, measure), cells in _by(known, morning, "hmis", lambda cell: (cell.keys[0], cell.measure)).items():
        known.add_up(Cell(morning, "hmis", (project, ""), measure), [cell for cell in cells if cell.keys[1]])


def tie_answers(known: Knowledge, reference: Path, *, morning: str = "") -> None:
    """Add which measures exclude each other: of one event at most one of a group."""
    groups = defaultdict(list)
    for row in _rows(reference / "outreach_measures.csv"):
        if row["answer_group"]:
            groups[row["answer_of"], row["answer_group"]].append(row["measure_code"])
    for cell in [each for each in known.cells if each[:2] == (morning, "outreach")]:
        for (bounding, _), members in groups.items():
            if cell.measure == bounding:
                known.add_up(cell, [cell._replace(measure=member) for member in members], has_rest=True)


def tie_mornings(
    known: Knowledge, mornings: list[str], *, days: int, corrected_on: str, zone_of: Mapping[str, str]
) -> None:
    """Add that a figure of outreach is the sum of the same days' counts on every morning whose days hold them.

    On each day the zones add up to the city, as the parts of the day do, and the places of a zone are no more than it.
    From the morning of a correction on, days before it are other counts than they were. `zone_of` gives each place its
    zone.
    """
    number = {morning: place for place, morning in enumerate(mornings)}
    of_day: dict[tuple[object, ...], dict[tuple[str, ...], object]] = defaultdict(dict)
    for cell in [
        each for each in known.cells if each.table in ("outreach", "gaps", "decline_reasons", "path_providers")
    ]:
        first = number[cell.morning]
        after = first >= number[corrected_on]
        counts = {}
        for day in range(days):
            is_other = after and first + day - days < number[corrected_on]
            name = ("day", cell.table, cell.keys, cell.measure, first + day, is_other)
            counts[name] = -1.0
            of_day[cell.measure, first + day, is_other][cell.table, *cell.keys] = name
        known.tie({cell: 1.0, **counts})
    for cells in of_day.values():
        _tie_day(known, cells, zone_of)


def _tie_day(known: Knowledge, cells: Mapping[tuple[str, ...], object], zone_of: Mapping[str, str]) -> None:
    """Add what adds up to what of one measure's counts of one day."""
    city = cells.get(("outreach", "city", "city"))
    for whole, parts, has_rest in (
        (city, [name for keys, name in cells.items() if keys[:2] == ("outreach", "zone")], False),
        (city, [name for keys, name in cells.items() if keys[0] == "gaps"], False),
        *(
            (
                cells.get(("outreach", "zone", zone)),
                [
                    name
                    for keys, name in cells.items()
                    if keys[:2] == ("outreach", "place") and zone_of[keys[2]] == zone
                ],
                True,
            )
            for zone in set(zone_of.values())
        ),
    ):
        if whole is not None and parts:
            known.tie({whole: 1.0, **dict.fromkeys(parts, -1.0)}, 0.0, np.inf if has_rest else 0.0)


def _tie_stages(known: Knowledge, folder: Path, reference: Path, morning: str) -> None:
    stages = {row["stage_code"]: row["measure_codes"].split() for row in _rows(reference / "path_stages.csv")}
    for table in ("path_city", "path_areas"):
        for row in _rows(folder / f"{table}.csv"):
            area = (row["level"], row["location_id"]) if table == "path_areas" else ("city", "city")
            keys = area if table == "path_areas" else ()
            terms = [Cell(morning, "outreach", area, measure) for measure in stages[row["measure"]]]
            if all(term in known.cells for term in terms):
                known.add_up(Cell(morning, table, keys, row["measure"]), terms)


def zones_of_places(folder: Path) -> dict[str, str]:
    """Return the zone of each place that a release tells of."""
    return {row["location_id"]: row["part_of"] for row in _rows(folder / "outreach.csv") if row["level"] == "place"}


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


_PARTS: dict[Path, dict[tuple[str, str], list[dict[str, str]]]] = {}


def _parts(folder: Path) -> dict[tuple[str, str], list[dict[str, str]]]:
    if folder not in _PARTS:
        parts = defaultdict(list)
        for row in _rows(folder / "outreach.csv"):
            parts[row["part_of"], row["measure"]].append(row)
        _PARTS[folder] = parts
    return _PARTS[folder]


def _by(known, morning, table, key):
    groups = defaultdict(list)
    for cell in known.cells:
        if cell.morning == morning and cell.table == table:
            groups[key(cell)].append(cell)
    return groups


def _shows_zeros(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Return the measures of which not everything is hidden: where it is, zeros are too."""
    return {_told_with(row) for row in rows if row["blank"] not in HIDDEN}


def _told_with(row: dict[str, str]) -> tuple[str, str]:
    """Return what is decided together with a figure: its measure, on the morning that told it."""
    return row.get("told_on", ""), row["measure"]


@dataclass
class _Group:
    """Unknowns that ties connect, and which of them are asked for."""

    cells: Mapping[Cell, Told]
    names: list[object]
    ties: list[tuple[dict[object, float], float, float]]
    wanted: list[Cell]

    def ranges(self) -> dict[Cell, tuple[float, float]]:
        """Return the least and the greatest number of each cell asked for; a table found for one serves all."""
        at = {name: place for place, name in enumerate(self.names)}
        bounds = [(0.0, np.inf) if name not in self.cells else self.cells[name][:2] for name in self.names]
        rows, columns, values = [], [], []
        for place, (terms, _, _) in enumerate(self.ties):
            for name, factor in terms.items():
                rows.append(place)
                columns.append(at[name])
                values.append(factor)
        table = sparse.csr_array((values, (rows, columns)), shape=(len(self.ties), len(self.names)))
        low, high = (np.array([tie[side] for tie in self.ties]) for side in (1, 2))
        is_equal = low == high
        rules = {"A_eq": table[is_equal], "b_eq": low[is_equal]} if is_equal.any() else {}
        if not is_equal.all():
            open_rules, floor = table[~is_equal], low[~is_equal]
            assert np.isinf(high[~is_equal]).all()
            rules |= {"A_ub": -open_rules, "b_ub": -floor}
        least, greatest = np.full(len(self.names), np.inf), np.full(len(self.names), -np.inf)
        for cell in self.wanted:
            place = at[cell]
            for sign in (1.0, -1.0):
                told = self.cells[cell]
                # So far and no farther: what is known of a count that can be that much is not asked.
                farthest = told.greatest if told.blank == "suppressed" else least[place] + _OPEN
                if least[place] <= told.least if sign > 0 else greatest[place] >= farthest:
                    continue
                aim = np.zeros(len(self.names))
                aim[place] = sign
                found = linprog(aim, bounds=bounds, method="highs", **rules)
                if found.status == 3:
                    greatest[place] = np.inf
                    continue
                assert found.status == 0, f"what is told of {cell} contradicts itself: {found.message}"
                least, greatest = np.minimum(least, found.x), np.maximum(greatest, found.x)
        return {cell: (least[at[cell]], greatest[at[cell]]) for cell in self.wanted}


def _connected(known: Knowledge, wanted: list[Cell]) -> list[_Group]:
    """Return the groups of unknowns that have something to do with each other."""
    leader: dict[object, object] = {}

    def found(name: object) -> object:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for terms, _, _ in known.ties:
        unknown = [name for name in terms if not _is_known(known, name)]
        for name in unknown[1:]:
            leader[found(name)] = found(unknown[0])
    names, ties, asked = defaultdict(dict), defaultdict(list), defaultdict(list)
    for terms, low, high in known.ties:
        unknown = [name for name in terms if not _is_known(known, name)]
        if unknown:
            group = found(unknown[0])
            ties[group].append((terms, low, high))
            names[group].update(dict.fromkeys(terms))
    for cell in wanted:
        asked[found(cell)].append(cell)
        names[found(cell)].setdefault(cell)
    return [_Group(known.cells, list(names[group]), ties[group], cells) for group, cells in asked.items()]


def _is_known(known: Knowledge, name: object) -> bool:
    told = known.cells.get(name)  # type: ignore[call-overload]
    return told is not None and told.least == told.greatest
