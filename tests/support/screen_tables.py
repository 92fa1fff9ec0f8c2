"""Reads the tables of screens and papers: which figure of the release each of their cells is.

Each table is known by what stands over it; what stands over its columns and before its rows says which figures it has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.screen_cells import CITY, Figure, Looked, call_cell, cell_of, outreach_cell, path_cell
from tests.support.screen_lines import MEASURES
from tests.support.screen_words import ANSWERS, CALLS, CHECKS, COUNCIL, COUNCIL_REASONS, FOUND, KINDS, PACK, TIMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.attacker import Cell
    from tests.support.screen_words import Words
    from tests.support.told_tables import ToldTable


def of_table(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    """Yield the figures of outreach and health in a table; of one that nobody knows but its words, without a cell."""
    rule = next((rule for pattern, rule in _TABLES if re.search(pattern, table.caption)), None)
    if rule is not None:
        yield from rule(table, looked, words)
    elif MEASURES.search(table.words):
        for row in table.rows:
            yield from (Figure(None, said, f"{table.caption}: {row[0]}") for said in row[1:] or row)


def _grid(table: ToldTable, cell_of: Callable[[str, str], Cell | None], *, skip: str = "$^") -> Iterator[Figure]:
    """Yield a figure for each cell of a table, but in columns and rows that are public by name."""
    for row in table.rows:
        for head, said in zip(table.heads[1:], row[1:], strict=True):
            if not re.search(skip, head) and not re.search(skip, row[0]):
                yield Figure(cell_of(row[0], head), said, f"{table.caption}: {row[0]} × {head}")


def _gaps(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        measure = f"offer_{KINDS[row]}_unavailable" if row in KINDS else None
        then = looked.finely
        return outreach_cell(then, measure) if head == "In all" else cell_of(then, "gaps", (head,), measure)

    return _grid(table, cell)


def _reasons(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    known = words.reasons if "Reason said today" in table.heads else COUNCIL_REASONS
    return _grid(table, lambda row, _: cell_of(looked.finely, "decline_reasons", (), known.get(row)))


def _stages(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: path_cell(looked, words.path.get(row), CITY))


def _offers(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(
        table, lambda row, head: path_cell(looked, f"{head.lower()}_{KINDS[row]}" if row in KINDS else None, CITY)
    )


def _checks(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        return path_cell(looked, f"{FOUND[head]}_{CHECKS[row]}" if head in FOUND and row in CHECKS else None, CITY)

    return _grid(table, cell)


def _steps(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        step = {"Recovery navigation": "navigation", "Transport": "transport"}.get(row)
        how = words.steps.get(head)
        return path_cell(looked, None if step is None or how is None else f"{step}_{how}", CITY)

    return _grid(table, cell)


def _providers(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    step = "navigation" if table.caption.startswith("Recovery navigation") else "transport"

    def cell(row: str, head: str) -> Cell | None:
        how = words.steps.get(head)
        return cell_of(
            looked.finely, "path_providers", (words.providers.get(row),), None if how is None else f"{step}_{how}"
        )

    yield from _grid(table, cell)
    # "Of those not named here, none" is a figure as well.
    for provider in words.providers.keys() - {row[0] for row in table.rows}:
        for head in table.heads[1:]:
            yield Figure(cell(provider, head), "0", f"{table.caption}: {provider}, not named")


def _areas(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    level, names = ("zone", words.zones) if table.heads[0] == "Zone" else ("place", words.places)

    def cell(row: str, head: str) -> Cell | None:
        return path_cell(looked, _stage(head, looked, words), (level, names[row])) if row in names else None

    return _grid(table, cell)


def _earlier(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        morning = words.mornings.get(row.removeprefix("To "))
        return None if morning is None else path_cell(looked, _stage(head, looked, words), CITY, morning)

    return _grid(table, cell)


def _stage(head: str, looked: Looked, words: Words) -> str | None:
    if head in ("Offered", "Accepted") and looked.kind != "all":
        return f"{head.lower()}_{looked.kind}"
    return words.path.get(head)


def _hmis_projects(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, head: cell_of(looked, "hmis", (words.projects.get(row), ""), words.hmis.get(head)))


def _hmis_weeks(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    project = words.projects.get(table.caption.removesuffix(", week by week"))
    return _grid(
        table, lambda row, head: cell_of(looked, "hmis", (project, words.weeks.get(row)), words.hmis.get(head))
    )


_CUT_HEADS = {"Since the call": "age", "Linked to": "linked_to", "Came by": "channel", "Asked for": "asked_for"}


def _calls(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        if row in CALLS:
            return call_cell(looked, CALLS[row])
        code = words.calls.get((_CUT_HEADS.get(table.heads[0], ""), row))
        prefix = {"The city was full": "full:", "It was not, or nobody wrote it": "not_full:"}.get(head, "")
        return call_cell(looked, None if code is None else f"{prefix}{code}")

    return _grid(table, cell)


def _times(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: cell_of(looked.finely, "recovery_line_measures", (), TIMES.get(row)))


def _side_by_side(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    level, names = ("zone", words.zones) if table.heads[0] == "Zone" else ("place", words.places)

    def cell(row: str, head: str) -> Cell | None:
        return outreach_cell(looked, words.measures.get(head), (level, names[row])) if row in names else None

    # Ranks are not figures: `ranks_of` reads them.
    return _grid(table, cell, skip="^Tickets|^Rank|^Side by side")


def _sharps(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        return (
            outreach_cell(looked, "sharps_collected") if (row, head) == ("Collected, by outreach", "Number") else None
        )

    return _grid(table, cell, skip="^Asked for$|^Collected, by crews$|^Seen on a walk|^What it rests on$")


def _council_help(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, head: str) -> Cell | None:
        if row not in KINDS:
            return None
        if head == "Offered":
            return path_cell(looked, f"offered_{KINDS[row]}")
        return outreach_cell(looked.finely, f"offer_{KINDS[row]}_{ANSWERS[head]}" if head in ANSWERS else None)

    return _grid(table, cell)


def _council_other(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    def cell(row: str, _head: str) -> Cell | None:
        code = COUNCIL.get(row) or words.measures.get(row)
        return (
            path_cell(looked, code)
            if code in ("engaged", "transport_any", "transport_arrived")
            else outreach_cell(looked.finely, code)
        )

    return _grid(table, cell)


def _council_attained(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: path_cell(looked, COUNCIL.get(row), CITY))


def _zone_columns(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    known = {**words.measures, **COUNCIL, **PACK, "Shelter accepted": "offer_shelter_accepted"}

    def cell(row: str, head: str) -> Cell | None:
        return outreach_cell(looked.finely, known.get(head), ("zone", words.zones[row])) if row in words.zones else None

    return _grid(table, cell, skip="^311 tickets$|^311 incidents$")


def _pack_parts(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(
        table,
        lambda row, head: cell_of(
            looked.finely, "gaps", (head,), f"offer_{KINDS[row]}_unavailable" if row in KINDS else None
        ),
    )


def _pack_names(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: outreach_cell(looked.finely, words.measures.get(row)))


def _pack_path(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    return _grid(table, lambda row, _: path_cell(looked, {**words.path, **PACK}.get(row)))


def _courts(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    quarter = table.caption.rpartition("quarter ")[2]
    return _grid(
        table,
        lambda row, head: cell_of(looked, "court_totals", (quarter, words.programs.get(row)), words.courts.get(head)),
    )


def _pack_figures(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    """Read the pack's figures, one a row, as the tables that they were."""
    at = {name: table.heads.index(name) for name in ("table", "period", "row", "column", "value", "blank")}
    for row in table.rows:
        title, period, name, head, value, blank = (row[at[each]] for each in at)
        said = f"={blank}" if blank not in ("", "zero") else value
        one = type(table)(f"{title} · {period}", ("", head), ((name, said),))
        yield from of_table(one, looked, words)


def _feeds(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    """Read tables of feeds and files: of a log of contacts or calls no number of rows may be there."""
    at = table.heads.index("Feed")
    counts = re.compile("^Records$|^Rows read|accepted|superseded")
    counted = [place for place, head in enumerate(table.heads) if counts.search(head)]
    for row in table.rows:
        if re.search("Outreach|Recovery line|HMIS|Huddle contacts", row[at]):
            told = [row[place] for place in counted if re.search(r"\d", row[place])]
            yield from (Figure(None, said, f"{table.caption}: {row[at]}") for said in told)


def _not_told(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
    """Read the Council's list of what is not for its room: anything else in it is a figure that nobody knows."""
    return (figure for figure in _grid(table, lambda *_: None) if figure.said != "Not for this room")


def _nothing(table: ToldTable, looked: Looked, words: Words) -> Iterator[Figure]:
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
    ("^Waiting (this morning|then), |^Warm: the caller|^Calls by what was asked for|^Calls, (last )?28 days", _calls),
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
