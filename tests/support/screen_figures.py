"""Which figure of the release each number on a screen, in an export or on paper is, by the words that stand beside it.

It reads what was sent and knows the words of the tables; nothing of the product is asked. What it does not know, but
stands beside a word of outreach or health, it returns as unknown: a new table must be in the release before it is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.support.attacker import Cell
from tests.support.screen_words import (
    ANSWERS,
    CALLS,
    CHECKS,
    COUNCIL,
    COUNCIL_REASONS,
    FOUND,
    KINDS,
    PACK,
    TIMES,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.support.told_tables import Told, ToldTable

CITY = ("city", "city")
_SAID = r"(?:\d[\d,]*|fewer than \d+|hidden|late|not collected)"
_MEASURES = re.compile(
    r"\b(contacts?|engage\w*|offer(ed|s)?|accepted|declin\w*|referrals?|attained|got in|get in|co-response|naloxone|"
    r"doses?|overdos\w*|treatment|hmis|navigation|retained|still there|linked|(?<!roll )calls?|callers?|hand-off|rides?|"
    r"needles picked up|sharps collected|by outreach|arrests?|citations?|not available today|asked for, not there|"
    r"not linked|survived)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d|fewer than")


class Figure(NamedTuple):
    """A figure that was told: which one, what is said of it, and where it stands. `cell` is None where nobody knows."""

    cell: Cell | None
    said: str
    where: str


@dataclass(frozen=True)
class Looked:
    """What a page shows: the morning, the place or part of the city that it is of, and whose offers."""

    morning: str
    area: tuple[str, str] = CITY
    kind: str = "shelter"


def figures_of(told: Told, looked: Looked, words: Words) -> list[Figure]:
    """Return every figure of outreach and health that was told, those that nobody knows with None for their cell."""
    found: list[Figure] = []
    for table in told.tables:
        rule = next((rule for pattern, rule in _TABLES if re.search(pattern, table.caption)), None)
        if rule is not None:
            found += rule(table, looked, words)
        elif _MEASURES.search(table.words):
            found += [Figure(None, said, f"{table.caption}: {row[0]}") for row in table.rows for said in row[1:] or row]
    place = ""
    for line in told.lines:
        place = line if line in words.places else place
        found += _of_line(line, place, looked, words)
    return found


def _out(looked: Looked, measure: str | None, area: tuple[str, str] | None = None) -> Cell | None:
    return None if measure is None else Cell(looked.morning, "outreach", area or looked.area, measure)


def _path(looked: Looked, stage: str | None, area: tuple[str, str] | None = None, morning: str = "") -> Cell | None:
    if stage is None:
        return None
    at, day = area or looked.area, morning or looked.morning
    return Cell(day, "path_city", (), stage) if at == CITY else Cell(day, "path_areas", at, stage)


def _of(looked: Looked, table: str, keys: tuple[str | None, ...], measure: str | None) -> Cell | None:
    known = [key for key in keys if key is not None]
    if measure is None or len(known) < len(keys):
        return None
    return Cell(looked.morning, table, tuple(known), measure)


def _grid(table: ToldTable, cell_of: Callable[[str, str], Cell | None], *, skip: str = "$^") -> Iterator[Figure]:
    """Yield a figure for each cell of a table, but in columns and rows that are public by name."""
    for row in table.rows:
        for head, said in zip(table.heads[1:], row[1:], strict=True):
            if not re.search(skip, head) and not re.search(skip, row[0]):
                yield Figure(cell_of(row[0], head), said, f"{table.caption}: {row[0]} × {head}")


def _gaps(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    def cell(row: str, head: str) -> Cell | None:
        measure = f"offer_{KINDS[row]}_unavailable" if row in KINDS else None
        return _out(looked, measure) if head == "In all" else _of(looked, "gaps", (head,), measure)

    return _grid(table, cell)


def _reasons(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    known = words.reasons if "Reason said today" in table.heads else COUNCIL_REASONS
    return _grid(table, lambda row, _: _of(looked, "decline_reasons", (), known.get(row)))


def _stages(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: _path(looked, words.path.get(row), CITY))


def _offers(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    return _grid(
        table, lambda row, head: _path(looked, f"{head.lower()}_{KINDS[row]}" if row in KINDS else None, CITY)
    )


def _checks(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    def cell(row: str, head: str) -> Cell | None:
        return _path(looked, f"{FOUND[head]}_{CHECKS[row]}" if head in FOUND and row in CHECKS else None, CITY)

    return _grid(table, cell)


def _steps(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        step = {"Recovery navigation": "navigation", "Transport": "transport"}.get(row)
        how = words.steps.get(head)
        return _path(looked, None if step is None or how is None else f"{step}_{how}", CITY)

    return _grid(table, cell)


def _providers(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    step = "navigation" if table.caption.startswith("Recovery navigation") else "transport"

    def cell(row: str, head: str) -> Cell | None:
        how = words.steps.get(head)
        return _of(looked, "path_providers", (words.providers.get(row),), None if how is None else f"{step}_{how}")

    yield from _grid(table, cell)
    # "Of those not named here, none" is a figure as well.
    for provider in words.providers.keys() - {row[0] for row in table.rows}:
        for head in table.heads[1:]:
            yield Figure(cell(provider, head), "0", f"{table.caption}: {provider}, not named")


def _areas(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    level, names = ("zone", words.zones) if table.heads[0] == "Zone" else ("place", words.places)

    def cell(row: str, head: str) -> Cell | None:
        return _path(looked, _stage(head, looked, words), (level, names[row])) if row in names else None

    return _grid(table, cell)


def _earlier(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        morning = words.mornings.get(row.removeprefix("To "))
        return None if morning is None else _path(looked, _stage(head, looked, words), CITY, morning)

    return _grid(table, cell)


def _stage(head: str, looked: Looked, words: Words) -> str | None:
    if head in ("Offered", "Accepted") and looked.kind != "all":
        return f"{head.lower()}_{looked.kind}"
    return words.path.get(head)


def _hmis_projects(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, head: _of(looked, "hmis", (words.projects.get(row), ""), words.hmis.get(head)))


def _hmis_weeks(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    project = words.projects.get(table.caption.removesuffix(", week by week"))
    return _grid(
        table, lambda row, head: _of(looked, "hmis", (project, words.weeks.get(row)), words.hmis.get(head))
    )


_SUMS = {"age": "not_yet", "channel": "calls", "asked_for": "calls", "linked_to": "linked"}


def _call(looked: Looked, code: str | None) -> Cell | None:
    """Return a part of the calls; the release files it under its cut and its sum."""
    if code is None:
        return None
    cut = _CUTS.get(code) or (("city_full", code.partition(":")[2]) if "full:" in code else None)
    cut = cut or (code.partition(":")[0], _SUMS.get(code.partition(":")[0], ""))
    return Cell(looked.morning, "recovery_line", cut, code)


_CUTS = {
    "calls": ("all", ""),
    **dict.fromkeys(("linked", "not_linked"), ("answer", "calls")),
    **dict.fromkeys(("not_yet", "ended"), ("not_linked", "not_linked")),
    **dict.fromkeys(("linked_1d", "linked_before"), ("linked_since", "linked")),
    **dict.fromkeys(("warm", "not_warm"), ("handoff", "linked")),
    **dict.fromkeys(("under_1h", "1h_to_4h", "4h_to_1d", "1d_to_3d", "3d_or_more"), ("age", "not_yet")),
}
_CUT_HEADS = {"Since the call": "age", "Linked to": "linked_to", "Came by": "channel", "Asked for": "asked_for"}


def _calls(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        if row in CALLS:
            return _call(looked, CALLS[row])
        code = words.calls.get((_CUT_HEADS.get(table.heads[0], ""), row))
        prefix = {"The city was full": "full:", "It was not, or nobody wrote it": "not_full:"}.get(head, "")
        return _call(looked, None if code is None else f"{prefix}{code}")

    return _grid(table, cell)


def _times(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    return _grid(table, lambda row, _: _of(looked, "recovery_line_measures", (), TIMES.get(row)))


def _side_by_side(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    level, names = ("zone", words.zones) if table.heads[0] == "Zone" else ("place", words.places)

    def cell(row: str, head: str) -> Cell | None:
        return _out(looked, words.measures.get(head), (level, names[row])) if row in names else None

    # Ranks are not figures: `ranks_of` reads them.
    return _grid(table, cell, skip="^Tickets|^Rank|^Side by side")


def _sharps(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    def cell(row: str, head: str) -> Cell | None:
        return _out(looked, "sharps_collected") if (row, head) == ("Collected, by outreach", "Number") else None

    return _grid(table, cell, skip="^Asked for$|^Collected, by crews$|^Seen on a walk|^What it rests on$")


def _council_help(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    def cell(row: str, head: str) -> Cell | None:
        if row not in KINDS:
            return None
        if head == "Offered":
            return _path(looked, f"offered_{KINDS[row]}")
        return _out(looked, f"offer_{KINDS[row]}_{ANSWERS[head]}" if head in ANSWERS else None)

    return _grid(table, cell)


def _council_other(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, _head: str) -> Cell | None:
        code = COUNCIL.get(row) or words.measures.get(row)
        return _path(looked, code) if code in ("engaged", "transport_any", "transport_arrived") else _out(looked, code)

    return _grid(table, cell)


def _council_attained(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    return _grid(table, lambda row, _: _path(looked, COUNCIL.get(row), CITY))


def _zone_columns(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    known = {**words.measures, **COUNCIL, **PACK, "Shelter accepted": "offer_shelter_accepted"}

    def cell(row: str, head: str) -> Cell | None:
        return _out(looked, known.get(head), ("zone", words.zones[row])) if row in words.zones else None

    return _grid(table, cell, skip="^311 tickets$|^311 incidents$")


def _pack_parts(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    return _grid(
        table,
        lambda row, head: _of(looked, "gaps", (head,), f"offer_{KINDS[row]}_unavailable" if row in KINDS else None),
    )


def _pack_names(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: _out(looked, words.measures.get(row)))


def _pack_path(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: _path(looked, {**words.path, **PACK}.get(row)))


def _courts(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    quarter = table.caption.rpartition("quarter ")[2]
    return _grid(
        table,
        lambda row, head: _of(looked, "court_totals", (quarter, words.programs.get(row)), words.courts.get(head)),
    )


def _pack_figures(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    """Read the pack's figures, one a row, as the tables that they were."""
    at = {name: table.heads.index(name) for name in ("table", "period", "row", "column", "value", "blank")}
    for row in table.rows:
        title, period, name, head, value, blank = (row[at[each]] for each in at)
        said = f"={blank}" if blank not in ("", "zero") else value
        one = type(table)(f"{title} · {period}", ("", head), ((name, said),))
        rule = next((rule for pattern, rule in _TABLES if re.search(pattern, one.caption)), None)
        if rule is not None:
            yield from rule(one, looked, words)
        elif _MEASURES.search(one.words):
            yield Figure(None, said, one.caption)


def _feeds(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    """Read tables of feeds and files: of a log of contacts or calls no number of rows may be there."""
    at = table.heads.index("Feed")
    counts = re.compile("^Records$|^Rows read|accepted|superseded")
    counted = [place for place, head in enumerate(table.heads) if counts.search(head)]
    for row in table.rows:
        if re.search("Outreach|Recovery line|HMIS|Huddle contacts", row[at]):
            told = [row[place] for place in counted if re.search(r"\d", row[place])]
            yield from (Figure(None, said, f"{table.caption}: {row[at]}") for said in told)


def _not_told(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    """Read the Council's list of what is not for its room: anything else in it is a figure that nobody knows."""
    return (figure for figure in _grid(table, lambda *_: None) if figure.said != "Not for this room")


def _nothing(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:  # noqa: ARG001
    return iter(())


_TABLES: tuple[tuple[str, Callable[[ToldTable, Looked, Words], Iterator[Figure]]], ...] = (
    ("^Asked for and not available, by the hour", _gaps),
    ("^Why something was declined|^Why people declined", _reasons),
    ("^Stage by stage", _stages),
    ("^Offers by kind", _offers),
    ("^Retained: what later checks found", _checks),
    ("^Asked for, given, arrived", _steps),
    ("by provider; of those not named here, none$", _providers),
    ("^Events by (zone|place)", _areas),
    ("^The 28 days to each morning", _earlier),
    ("^HMIS by project", _hmis_projects),
    (", week by week$", _hmis_weeks),
    ("^Waiting this morning|^Warm: the caller|^Calls by what was asked for|^Calls, last 28 days", _calls),
    ("^Told where at least", _times),
    ("^In the order of the list, which says|^By name", _side_by_side),
    ("^Last 28 days. None of these stands for another", _sharps),
    ("^Help that was offered, and what people said|^Help offered, and what people answered", _council_help),
    ("^What else the teams wrote down", _council_other),
    ("^What came of it when help was set up", _council_attained),
    ("The order says nothing about the teams|^Outreach by zone", _zone_columns),
    ("^These are health facts. They stay with health care", _not_told),
    ("^Asked for and not there, by part of the day", _pack_parts),
    ("^What else the outreach teams counted|^Co-response: a clinician", _pack_names),
    ("^On the path of help", _pack_path),
    ("^Court programs", _courts),
    (r"working-group-pack-[\d-]+-figures\.csv$", _pack_figures),
    ("^Each feed as of the morning|^Newest file first", _feeds),
    # Of files, whatever they hold; rows set aside are in no figure.
    ("^What a stamp claims is no evidence|^Rows set aside are kept beside the data", _nothing),
    # Words alone: what a stage or a column counts.
    (r"^Each stage and what it counts|-(columns|notes|definitions)\.csv$|^Download the template", _nothing),
)
_KIND = re.compile(rf"^(?P<kind>[A-Z][a-z-]+): (?P<parts>{_SAID}\b.*)$")
_PART = re.compile(rf"^(?P<said>{_SAID})(?: (?P<part>.*))?$")
_REACHED = re.compile(rf"^{_SAID} (attained|not attained|unknown)( · {_SAID} (not attained|unknown))*$")
_NIGHT = re.compile(r"^(EMS|Health): ")
_NIGHT_FIGURE = re.compile(rf"^(?P<name>.*?) (?P<said>{_SAID}|hidden so that .*)$")
_LINE = re.compile(rf"^(?P<words>{'|'.join(map(re.escape, CALLS))}): (?P<said>{_SAID})$")
_ANSWERS = (
    rf"^No: (?P<linked>{_SAID}) of (?P<calls>{_SAID}) calls of the last 28 days were linked"
    rf"(?:, (?:(?P<linked_pct>\d+)|over 99) %)?; (?P<not_linked>{_SAID}) were not\.$",
    rf"^Yes: every one of (?P<calls>{_SAID}) calls of the last 28 days was linked\.$",
    rf"^Almost: (?P<not_linked>{_SAID}) of (?P<calls>{_SAID}) calls .* were not linked\. How many is not told",
    rf"^No: (?P<linked>{_SAID}) of (?P<calls>{_SAID}) calls of the last 28 days were linked\.$",
    rf"^How many of (?P<calls>{_SAID}) calls of the last 28 days were linked is not told",
    rf"^(?P<calls>[Ff]ewer than \d+) calls in the last 28 days: too few to tell\.$",
)
_DISAGREES = re.compile(rf"by residents' tickets \([\d,]+\), number [\d to,]+ by contacts \((?P<said>{_SAID})\)\.$")
_NEVER = re.compile(r"^Never said: (?P<reasons>.*)\.$")


def _of_line(line: str, place: str, looked: Looked, words: Words) -> Iterator[Figure]:
    where = line[:160]
    if (kind := _KIND.match(line)) and (kind["kind"], "") in {(each, "") for each, _ in words.parts}:
        for part in kind["parts"].split(", "):
            read = _PART.match(part)
            code = None if read is None else words.parts.get((kind["kind"], read["part"] or ""))
            yield Figure(_out(looked, code), part if read is None else read["said"], where)
    elif _REACHED.match(line):
        for said, outcome in re.findall(rf"({_SAID}) (attained|not attained|unknown)", line):
            yield Figure(_path(looked, outcome.replace(" ", "_"), CITY), said, where)
    elif _NIGHT.match(line):
        for part in _NIGHT.sub("", line).split(", "):
            read = _NIGHT_FIGURE.match(part)
            code = None if read is None else words.nights.get(read["name"])
            yield Figure(_of(looked, "overnight", (), code), part if read is None else read["said"], where)
    elif read := _LINE.match(line):
        yield Figure(_call(looked, CALLS[read["words"]]), read["said"], where)
    elif read := next((found for pattern in _ANSWERS if (found := re.match(pattern, line))), None):
        for code, said in read.groupdict().items():
            if said is not None:
                is_share = code == "linked_pct"
                cell = _of(looked, "recovery_line_measures", (), code) if is_share else _call(looked, code)
                yield Figure(cell, said.lower(), where)
    elif read := _DISAGREES.search(line):
        area = looked.area if looked.area[0] == "place" else ("place", words.places.get(place, ""))
        yield Figure(_out(looked, "contacts", area), read["said"], where)
    elif read := _NEVER.match(line):
        for name in read["reasons"].split("; "):
            code = words.reasons.get(f"{name[0].upper()}{name[1:]}")
            yield Figure(_of(looked, "decline_reasons", (), code), "0", where)
    elif _tells_a_number(line):
        yield Figure(None, line, where)


# What holds a number and tells no figure: dates and times, rules, codes, and the definition of a column.
_KNOWN_WORDS = re.compile(
    "|".join(
        (
            r".*\bSource: .*\bNot counted: .*",
            r"\b\d{1,2}:\d\d\b",
            r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}( \d{4})?",
            r"\b\d{4}-\d\d-\d\d\S*",
            r"\b([Ll]ast|The|next) \d+ days\b",
            r"\b\d+ days (to|before)\b",
            r"\b\d+ (days|h) before the morning\b",
            r"\b(911|311)\b",
            r"\b16-66(\.\d)?",
            r"\b24 hours before it is removed",
            r"\b(below|least) \d+\b",
            r"\bfewer than \d+ may be told\b",
            r"\((4\.1[23]|P[12]|2025 system)\)",
        )
    )
)


def _tells_a_number(line: str) -> bool:
    """Return whether a line holds a number beside a word of outreach or health; most lines hold no such word."""
    if not _MEASURES.search(line) or not _NUMBER.search(line):
        return False
    left = _KNOWN_WORDS.sub(" ", line)
    return bool(_MEASURES.search(left) and _NUMBER.search(left))


def ranks_of(told: Told, looked: Looked, words: Words) -> list[list[tuple[Cell, int]]]:
    """Return of each table that ranks by contacts the first rank of each place or zone that it ranks."""
    found = []
    for table in told.tables:
        if "Rank by contacts" not in table.heads:
            continue
        at = table.heads.index("Rank by contacts")
        level, names = ("zone", words.zones) if table.heads[0] == "Zone" else ("place", words.places)
        ranked = [(row[0], int(row[at].split()[0])) for row in table.rows if row[at][0].isdigit()]
        found.append([(Cell(looked.morning, "outreach", (level, names[name]), "contacts"), rank) for name, rank in ranked])
    return found


def unknown(figures: Iterable[Figure]) -> list[str]:
    """Return where figures stand that nobody knows."""
    return [f"{figure.where} = {figure.said}"[:300] for figure in figures if figure.cell is None]
