from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard.components import text

ON = date(2024, 5, 14)


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", "${alert(1)}", "`tick`", "</script>", '" onload="', "a'b"]
)
def test_hostile_text_has_no_sign_left_that_html_would_act_on(hostile: str) -> None:
    shown = text.as_html(hostile)

    assert not set(shown) & set("<>\"'")


@pytest.mark.parametrize(
    "marked", ["**bold**", "[a](javascript:alert(1))", "`code`", "$x$", "# head", "<b>", ":red[x]", "| a |"]
)
def test_every_sign_of_markdown_is_shown_as_itself(marked: str) -> None:
    shown = text.as_markdown(marked)

    unescaped = [
        sign for before, sign in zip(" " + shown, shown, strict=False) if sign in "*[]`$#<>|" and before != "\\"
    ]
    assert unescaped == []


def test_a_name_of_a_picture_does_not_become_a_picture() -> None:
    assert ":material/home" not in text.as_markdown(":material/home:")


def test_a_label_stays_on_one_line() -> None:
    assert "\n" not in text.as_markdown("a\n\n# b")


def test_nulls_are_a_dash_and_counts_part_their_thousands() -> None:
    assert text.whole(pd.NA) == text.NOTHING
    assert text.whole(61234.0) == "61,234"
    assert text.rate(None) == text.NOTHING
    assert text.day(pd.NaT, seen_from=ON) == text.NOTHING
    assert text.instant(pd.NaT, seen_from=ON) == text.NOTHING


def test_instants_are_told_on_bostons_clock() -> None:
    assert text.instant(datetime(2024, 5, 14, 3, 0, tzinfo=UTC), seen_from=ON) == "Mon 13 May 23:00"


def test_a_headline_always_tells_the_year() -> None:
    assert text.headline_day(ON) == "Tue 14 May 2024"


def test_a_share_is_told_in_percent_with_a_space_before_the_sign() -> None:
    assert [text.share(value) for value in (0, 0.374, 1.0, pd.NA)] == ["0 %", "37 %", "100 %", text.NOTHING]
    assert text.share(0.98764, decimals=1) == "98.8 %"


def test_a_command_in_a_message_is_shown_as_one_and_every_other_sign_as_itself() -> None:
    said = "Run `crt build --as-of 2026-10-15`: <b> **not** this."

    assert text.message_as_markdown(said) == (
        "Run `crt build --as-of 2026-10-15`" + text.as_markdown(": <b> **not** this.")
    )
    assert text.message_as_html(said) == "Run <code>crt build --as-of 2026-10-15</code>: &lt;b&gt; **not** this."
    assert text.message_as_markdown("one ` alone") == text.as_markdown("one ` alone")
