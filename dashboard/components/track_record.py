"""The pieces of the Track record page: what was found in plain words, then the figures with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_html, headline_day, share, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.opening import Morning

ALL_RANKED = "all"
METHOD_WORDS = {"list": "The list", "plain_count": "Plain count", "hindsight": "Best in hindsight"}
"""The methods as the heads of the tables call them."""

_VERDICTS = {
    "better": "◆ the list does better",
    "as_good": "= a plain count does as well",
    "worse": "▼ a plain count does better",
    "too_few": "○ too little to tell",
}
_HORIZONS = {7: "next week", 1: "next day"}
_HEADS = (
    Head("Category"),
    Head("Window"),
    *(Head(words, is_figure=True) for words in METHOD_WORDS.values()),
    Head("Interval of the list", is_figure=True),
    Head("List ÷ plain count", is_figure=True),
    Head("What can be said"),
)
_BASIS_HEADS = (
    Head("Category"),
    Head("Window"),
    Head("Weeks", is_figure=True),
    Head("Mornings", is_figure=True),
    Head("Incidents", is_figure=True),
)
_KEYS = ["category_code", "horizon_days"]


def show_summary(morning: Morning) -> bool:
    """Draw what was found, in words; returns False where no week could be judged, after saying so."""
    record = morning.rows("track_record")
    period = morning.rows("track_record_period")
    if record.empty or period.empty:
        st.info(
            "No week can be judged yet: that needs four weeks of tickets in ranked categories and a whole week after. "
            "**Next step:** hand in earlier files (crt ingest 311 FILE…), then crt build."
        )
        return False
    span = period.iloc[0]
    first, last = (headline_day(pd.Timestamp(span[name]).date()) for name in ("first_date", "last_date"))
    st.html(
        f'<div class="crt"><p>The {int(span["n_weeks"])} weeks from {first} to {last} were played again: each morning '
        "its list was made from what was opened before it, and compared with where incidents then began. Beside it "
        f"stand a plain count (the places with most incidents in {int(span['plain_days'])} days) and the best places "
        f"in hindsight.</p><ul>{''.join(_lines(record))}</ul></div>"
    )
    return True


def show_held(morning: Morning, *, size: int) -> None:
    """Draw the share of incidents that the first places held, by category."""
    _show_measure(
        morning,
        f"held_{size}",
        share,
        caption=f"Of the incidents that came, the share that lay in one of the first {size} places",
    )


def show_hit(morning: Morning) -> None:
    """Draw the share of places at which something came, for both lengths of list."""
    for size in (20, 10):
        _show_measure(
            morning,
            f"hit_{size}",
            share,
            caption=f"Of the first {size} places, the share at which at least one incident began",
        )


def show_area(morning: Morning) -> None:
    """Draw PAI and PEI."""
    span = morning.rows("track_record_period").iloc[0]
    how = "the City's outline" if span["area_how"] == "official" else "ground worked out from where tickets lie"
    cells = f"{int(span['n_top_cells'])} cells of 100 m, 1 % of {float(span['area_km2']):.0f} km² ({how})"
    _show_measure(
        morning,
        "pai",
        _times,
        caption=f"PAI: how many times as close together incidents lay on the top {cells} as in the whole city",
    )
    _show_measure(
        morning,
        "pei",
        share,
        caption="PEI: what was found there, of the most that any choice of as many cells could have found",
    )


def show_limits() -> None:
    """Draw what the figures cannot say."""
    lines = (
        "It counts what was reported, not what happened: of a place that nobody reports from it says nothing.",
        "Crews follow the list, and a place that was tended may stay quiet because of it. This cannot be seen here.",
        "The huddle's own list counts needles most, on purpose; here every incident counts once.",
        "So a plain count can find more incidents and still be the worse list for the team.",
        "A category's line tells what a list of that category alone would have held; the huddle has no such list.",
        "Tickets are taken as they are known today. One that was handed in late counts as known on its morning.",
        "Many comparisons stand on this page; about one in twenty intervals misses the truth by chance.",
    )
    st.html(f'<div class="crt"><ul>{"".join(f"<li>{as_html(line)}</li>" for line in lines)}</ul></div>')


def show_basis(morning: Morning) -> None:
    """Draw how many weeks, mornings and incidents the figures rest on."""
    record = morning.rows("track_record")
    basis = record[(record["method_code"] == "list") & (record["measure_code"] == "pai")]
    html_table.show_frame(
        _BASIS_HEADS,
        basis,
        lambda row: (
            row["category_name"],
            _HORIZONS[row["horizon_days"]],
            whole(row["n_weeks"]),
            whole(row["n_mornings"]),
            whole(row["n_incidents"]),
        ),
        caption="Weeks do not overlap; the next day is judged on each morning with a huddle",
        empty="",
    )


def _lines(record: pd.DataFrame) -> list[str]:
    """Say of the huddle's own list what its 20 places held, and of each category whether a plain count does as well."""
    own = record[(record["method_code"] == "list") & (record["measure_code"] == "held_20")]
    of_list = own[own["category_code"] == ALL_RANKED]
    lines = [
        f"<b>{as_html(_VERDICTS[verdict][0])} {_HORIZONS[horizon].capitalize()}.</b> {as_html(told)}"
        for verdict, horizon, told in of_list[["verdict_code", "horizon_days", "told_text"]].itertuples(index=False)
    ]
    alone = own[(own["category_code"] != ALL_RANKED) & (own["horizon_days"] == max(_HORIZONS))]
    for verdict, words in _VERDICTS.items():
        names = [as_html(name) for name in alone.loc[alone["verdict_code"] == verdict, "category_name"]]
        if names:
            lines.append(f"<b>{as_html(words)}</b>, one category alone, next week: {', '.join(names)}.")
    return [f"<li>{line}</li>" for line in lines]


def _show_measure(morning: Morning, measure: str, form: Callable[[Any], str], *, caption: str) -> None:
    record = morning.rows("track_record")
    rows = record[record["measure_code"] == measure]
    values = rows.set_index([*_KEYS, "method_code"])["value"]
    of_list = rows[rows["method_code"] == "list"]
    html_table.show_frame(
        _HEADS,
        of_list,
        lambda row: (
            row["category_name"],
            _HORIZONS[row["horizon_days"]],
            *(form(values[(*row[_KEYS], method)]) for method in METHOD_WORDS),
            _interval(row["value_low"], row["value_high"], form),
            _ratio(row),
            _VERDICTS[row["verdict_code"]],
        ),
        caption=caption,
        empty="Nothing was judged.",
    )


def _ratio(row: pd.Series[Any]) -> str:
    if pd.isna(row["ratio_low"]):
        return NOTHING
    interval = _interval(row["ratio_low"], row["ratio_high"], "{:.2f}".format)
    return f"{row['ratio_to_plain']:.2f} ({interval})"


def _interval(low: Any, high: Any, form: Callable[[Any], str]) -> str:
    return NOTHING if pd.isna(low) or pd.isna(high) else f"{form(low)} to {form(high)}"


def _times(value: Any) -> str:
    return NOTHING if pd.isna(value) else f"{float(value):.1f}"
