"""The measures that are told overnight, from the reviewed table, and what a value and its time stamp must be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

from pipelines.errors import PolicyError
from pipelines.readers.form_cells import in_one_spelling
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from datetime import date

MeasureKind = Literal["weather", "beds", "ems", "health"]
MeasureClass = Literal["public", "health"]
PeriodKind = Literal["reading", "day_ahead", "night"]

LONGEST_SOURCE = 80
_NUMBER = re.compile(r"-?\d{1,5}(\.\d{1,3})?")
_WHOLE = re.compile(r"(-?\d{1,5})(\.0+)?")
# A reading or a forecast belongs to the night in which it was made: from one noon to the next.
_NOON = time(12)
# A closed night may be corrected for so long; a stamp beyond that is more often a mistyped month.
_CORRECTED_WITHIN = timedelta(days=31)


@dataclass(frozen=True)
class OvernightMeasure:
    """One row of `data/reference/overnight_measures.csv`.

    `allowed_words` is empty for a number, whose bounds are `least` and `most` (in `unit`, both allowed). `period_kind`:
    a `reading` holds for the moment of its stamp, `day_ahead` is a forecast for the huddle day, `night` a count of the
    closed night that ends at `period_ends_hour`, so that a later number is a correction and never a running count.
    """

    measure_code: str
    measure_name: str
    kind: MeasureKind
    column_class: MeasureClass
    unit: str
    period_kind: PeriodKind
    period_ends_hour: int
    definition: str
    not_counted: str
    least: float
    most: float
    is_whole: bool
    allowed_words: tuple[str, ...]

    def canonical(self, text: str) -> str:
        """Return a value without a problem in one spelling: `3.0` is `3`, `Heat advisory` is `heat_advisory`."""
        stripped = text.strip()
        if self.allowed_words:
            return in_one_spelling(stripped)
        whole = _WHOLE.fullmatch(stripped)
        return whole.group(1) if whole else stripped

    def value_problem(self, text: str) -> tuple[str, str] | None:
        """Return reason code and words of what is wrong with a value, never the value; None when it is right."""
        value = self.canonical(text)
        if not value:
            return "bad_value", "the value is empty; what nobody knows has no row"
        if self.allowed_words:
            allowed = ", ".join(self.allowed_words)
            return None if value in self.allowed_words else ("bad_value", f"the value is none of: {allowed}")
        if not (_WHOLE if self.is_whole else _NUMBER).fullmatch(value):
            return "bad_value", "the value is not a whole number" if self.is_whole else "the value is not a number"
        if not self.least <= float(value) <= self.most:
            return "implausible", f"the value lies outside {self.least:g} to {self.most:g} {self.unit}"
        return None

    def stamp_problem(self, *, night_date: date, as_at: datetime) -> str | None:
        """Return what is wrong with a time stamp for a night, in words; None when it fits.

        Parameters
        ----------
        night_date
            The date on which the night began.
        as_at
            When the value was true, aware.
        """
        noon = datetime.combine(night_date, _NOON, tzinfo=HUDDLE_ZONE)
        if self.period_kind == "night":
            ends = datetime.combine(night_date + timedelta(days=1), time(self.period_ends_hour), tzinfo=HUDDLE_ZONE)
            if as_at < ends:
                return (
                    f"the night counts until {self.period_ends_hour:02d}:00, and the value was told before: a running "
                    "count is not taken"
                )
            return "the value was told more than 31 days later" if as_at > ends + _CORRECTED_WITHIN else None
        if not noon <= as_at < datetime.combine(night_date + timedelta(days=1), _NOON, tzinfo=HUDDLE_ZONE):
            return "the value was not told between noon of that day and the next noon, so it is of another night"
        return None


def measures_of(rows: Iterable[Mapping[Hashable, Any]]) -> dict[str, OvernightMeasure]:
    """Return the measures by code, in the table's order.

    Parameters
    ----------
    rows
        The rows of `overnight_measures`, every cell as text.

    Raises
    ------
    PolicyError
        A row names a class, kind or period that nothing knows, or bounds that are no numbers.
    """
    return {measure.measure_code: measure for measure in map(_measure, rows)}


def _measure(row: Mapping[Hashable, Any]) -> OvernightMeasure:
    words = tuple(word for word in row["allowed_words"].split("|") if word)
    known = {"kind": MeasureKind, "column_class": MeasureClass, "period_kind": PeriodKind}
    for name, allowed in known.items():
        if row[name] not in get_args(allowed):
            msg = f"overnight_measures.csv: {row['measure_code']} has the {name} '{row[name]}', which nothing knows"
            raise PolicyError(msg)
    if row["column_class"] == "public" and row["kind"] in ("ems", "health"):
        msg = f"overnight_measures.csv: {row['measure_code']} comes from a health source, so its class must be health"
        raise PolicyError(msg)
    try:
        least, most = (float(row[name] or "nan") if not words else 0.0 for name in ("least", "most"))
        ends_hour = int(row["period_ends_hour"] or 0)
        is_bounded = bool(words) or least <= most
    except ValueError:
        is_bounded = False
    if not is_bounded or (row["period_kind"] == "night" and not row["period_ends_hour"]):
        msg = f"overnight_measures.csv: {row['measure_code']} needs numbers for least, most and period_ends_hour"
        raise PolicyError(msg)
    return OvernightMeasure(
        measure_code=row["measure_code"],
        measure_name=row["measure_name"],
        kind=row["kind"],
        column_class=row["column_class"],
        unit=row["unit"],
        period_kind=row["period_kind"],
        period_ends_hour=ends_hour,
        definition=row["definition"],
        not_counted=row["not_counted"],
        least=least,
        most=most,
        is_whole=row["is_whole"] == "1",
        allowed_words=words,
    )
