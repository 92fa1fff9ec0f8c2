"""Why a location is on the list, in words and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.settings import Policy


class GiveReasons:
    """Writes each location's reasons from the published tables, so that words and figures cannot differ."""

    name = "write reasons"
    reads = frozenset({"locations", "location_terms", "location_categories", "location_caveats"})
    writes = ("int_locations__reasoned",)

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._policy = policy
        self._as_of_date = as_of_date

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return `location_id`, `reason_no`, `reason_text`, strongest reason first."""
        terms, categories = frames["location_terms"], frames["location_categories"]
        rows: list[tuple[str, int, str]] = []
        for place in row_dicts(frames["locations"]):
            own_terms = terms[terms["location_id"] == place["location_id"]]
            own_categories = categories[categories["location_id"] == place["location_id"]]
            texts = [
                *self._category_texts(own_terms, own_categories),
                self._speed_text(place),
                *_open_texts(place, own_categories),
                *_caveats(frames["location_caveats"], place["location_id"]),
                _listed_text(place, self._as_of_date),
            ]
            rows += [(place["location_id"], number, text) for number, text in enumerate(texts, start=1)]
        return (pd.DataFrame(rows, columns=["location_id", "reason_no", "reason_text"]),)

    def _category_texts(self, terms: pd.DataFrame, categories: pd.DataFrame) -> list[str]:
        """Say the categories that make up the score, heaviest first; at most three."""
        order = terms.groupby("category_code")["contribution"].sum().sort_values(ascending=False, kind="stable")
        counts = categories.set_index("category_code")
        incidents, from_text = counts["n_incidents"].to_dict(), counts["n_tickets_from_text"].to_dict()
        texts = []
        for code in order.index[:3]:
            part = terms[terms["category_code"] == code]
            by_group = part.groupby("reporter_group")["n_tickets"].sum().to_dict()
            texts.append(
                _category_text(
                    part["category_name"].iloc[0],
                    n_incidents=int(incidents.get(code, 0)),
                    n_residents=int(by_group.get("residents", 0)),
                    n_staff=int(by_group.get("staff", 0)),
                    n_from_text=int(from_text.get(code, 0)),
                    share=float(order[code] / order.sum()),
                    lookback_days=self._policy.lookback_days,
                )
            )
        return texts

    def _speed_text(self, place: Mapping[str, Any]) -> str:
        chronic = round(100 * place["chronic_share"])
        if place["n_incidents_7d"] == 0:
            recent = "nothing new in the last 7 days"
        else:
            recent = f"{_count(place['n_incidents_7d'], 'incident')} in the last 7 days"
        kind = "mostly long-standing" if chronic >= 50 else "mostly recent"  # noqa: PLR2004 - more than half
        return f"{kind.capitalize()}: {chronic} of 100 points from the slow rate; {recent}"


def _category_text(
    name: str, *, n_incidents: int, n_residents: int, n_staff: int, n_from_text: int, share: float, lookback_days: int
) -> str:
    points = f"{round(100 * share)} of 100 points"
    if n_residents + n_staff == 0:
        return f"{name}: none in {lookback_days} days, but often before; {points}"
    n_tickets = n_residents + n_staff
    tickets = f"{_count(n_tickets, 'ticket')} ({n_residents} by residents, {n_staff} by staff)"
    told = f"{name}: {_count(n_incidents, 'incident')} in {lookback_days} days, {tickets}; {points}"
    if n_from_text == 0:
        return told
    return f"{told} ({'' if n_from_text >= n_tickets else f'{n_from_text} of {n_tickets} tickets '}derived from text)"


def _open_texts(place: Mapping[str, Any], categories: pd.DataFrame) -> list[str]:
    if place["n_open_tickets"] == 0:
        return []
    oldest = categories.loc[categories["is_ranked"], "oldest_open_days"].max()
    return [f"{_count(place['n_open_tickets'], 'ticket')} still open, the oldest for {_count(int(oldest), 'day')}"]


def _caveats(caveats: pd.DataFrame, location_id: str) -> list[str]:
    """Return what must be known before a place's figures are read as a rise or a fall."""
    return list(caveats[caveats["location_id"] == location_id].sort_values("caveat_no")["caveat_text"])


def _listed_text(place: Mapping[str, Any], as_of_date: date) -> str:
    if place["first_listed_date"] == as_of_date:
        return str(place["change_text"])
    first = place["first_listed_date"]
    listed = (
        f"On the list {_count(place['n_mornings_listed'], 'morning')}, first on {first:%A} {first.day} {first:%B %Y}"
    )
    return listed if place["change_kind"] == "kept" else f"{listed}; {place['change_text']}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
