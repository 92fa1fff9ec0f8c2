"""A log that is being brought in, row by row: what was understood, what is new, and where each place was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pipelines.readers.log_draft import known_rows, read_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.place_matching import Answer, PlaceFinder
    from pipelines.readers.log_draft import LogDraft
    from pipelines.readers.results import ReadResult

_REPORTED_EVERY_TEXTS = 50


class RowState(StrEnum):
    """What becomes of a row when the log is confirmed."""

    NEW = "new"
    REPLACES = "replaces"
    KNOWN = "known"
    ASIDE = "aside"

    @property
    def words(self) -> str:
        """The state in words, with a mark so that colour is not needed."""
        return _WORDS[self]


_WORDS = {
    RowState.NEW: "✓ Understood, new",
    RowState.REPLACES: "↻ Understood, replaces what is known",
    RowState.KNOWN: "= Known already",
    RowState.ASIDE: "▲ Set aside",
}


class Where(NamedTuple):
    """Where an accepted contact was, as its row says: the text, degrees east and north; None where it says nothing."""

    place_text: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Reading:
    """A draft as the reader of the build reads it, against what is known.

    `states` has every row read, by its line (from 1), in the order of the file; `reasons` the words of those set aside;
    `wheres` the place text, longitude and latitude of each accepted one; `mended` the lines that were mended here.
    """

    draft: LogDraft
    result: ReadResult
    states: Mapping[int, RowState]
    reasons: Mapping[int, str]
    wheres: Mapping[int, Where]
    mended: frozenset[int]
    edits: Mapping[int, Mapping[str, str]]

    @property
    def counts(self) -> Mapping[RowState, int]:
        """How many rows are in each state; together they are the rows read."""
        return Counter(self.states.values())

    @property
    def n_to_enter(self) -> int:
        """Rows that say something new: they enter with the next build once confirmed."""
        return self.counts[RowState.NEW] + self.counts[RowState.REPLACES]

    def cells(self, line_no: int) -> dict[str, str]:
        """Return a row's cells as they stand now, by column; empty for a line that is no whole row."""
        return {**self.draft.rows.get(line_no, {}), **self.edits.get(line_no, {})}

    def n_mended_to_enter(self) -> int:
        """Return how many confirmed rows were mended on the screen."""
        return sum(self.states[line_no] != RowState.ASIDE for line_no in self.mended)


@dataclass
class Places:
    """What the texts of a log were found to mean, each asked once."""

    finder: PlaceFinder
    answers: dict[str, Answer] = field(default_factory=dict)

    def look_up(self, reading: Reading, *, report: Callable[[float], None] = lambda _: None) -> None:
        """Ask for every text of the accepted rows that was not asked before.

        Parameters
        ----------
        reading
            The log; rows with coordinates of their own are not asked for.
        report
            Is told now and then which share is done, 0 to 1.
        """
        texts = {where.place_text for where in reading.wheres.values() if where.lon is None}
        new = sorted(text for text in texts - self.answers.keys() if text)
        for number, text in enumerate(new):
            self.answers[text] = self.finder.find(text)
            if number % _REPORTED_EVERY_TEXTS == 0:
                report(number / len(new))
        report(1.0)

    def answer(self, reading: Reading, line_no: int) -> Answer | None:
        """Return what a row's text means; None where it has coordinates, no text, or was set aside."""
        where = reading.wheres.get(line_no)
        return None if where is None or where.lon is not None else self.answers.get(where.place_text or "")

    def is_on_map(self, reading: Reading, line_no: int, *, min_confidence: float) -> bool:
        """Return whether an accepted contact goes on the map, as the build decides it.

        Its coordinates, else a place found with at least `min_confidence` of 100.
        """
        if reading.wheres[line_no].lon is not None:
            return True
        answer = self.answer(reading, line_no)
        return answer is not None and answer.best is not None and answer.best.confidence >= min_confidence


def read(draft: LogDraft, edits: Mapping[int, Mapping[str, str]], *, known: Mapping[str, str]) -> Reading:
    """Read a draft with what was mended in it.

    Parameters
    ----------
    draft, edits
        The log, and by line the cells that take the place of what was written.
    known
        Every known contact's digest, and the digest of its newest values (`dashboard.cache.known_contacts`).
    """
    result = read_draft(draft, edits)
    states, reasons = {}, {}
    for row in result.set_aside.select(["line_no", "detail"]).to_pylist():
        states[row["line_no"]], reasons[row["line_no"]] = RowState.ASIDE, row["detail"]
    for line_no, (contact, values) in known_rows(result).items():
        stands = known.get(contact)
        states[line_no] = RowState.NEW if stands is None else RowState.KNOWN if stands == values else RowState.REPLACES
    return Reading(
        draft=draft,
        result=result,
        states=dict(sorted(states.items())),
        reasons=reasons,
        wheres=_wheres(result),
        mended=frozenset(edits),
        edits=edits,
    )


def _wheres(result: ReadResult) -> dict[int, Where]:
    columns = (result.accepted.column(name).to_pylist() for name in ("row_number", "place_text", "lon", "lat"))
    return {line_no: Where(*where) for line_no, *where in zip(*columns, strict=True)}
