from __future__ import annotations

from dataclasses import replace

from dashboard.paper.minutes import minutes_markdown
from tests.dashboard.huddle.test_minutes import HELD, minutes_of


def test_the_file_holds_every_line_of_the_minutes_in_the_order_of_the_meeting():
    text = minutes_markdown(minutes_of(HELD), is_sample=False)

    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert [head[3] for head in heads] == ["1", "2", "3", "4", "5", "6", "7"]
    assert "Present: Boston EMS." in text
    assert "Build `b1`" in text
    assert "## 6. New actions (4:00)" in text
    assert "SAMPLE" not in text


def test_the_made_up_city_says_so_on_paper():
    assert "SAMPLE" in minutes_markdown(minutes_of(HELD), is_sample=True)


def test_signs_that_somebody_typed_make_no_heading_no_link_and_no_new_line():
    events = [*HELD]
    events[3] = replace(events[3], payload={"what": "# [x](http://a) *\n<b>", "how_we_know": "y"})

    text = minutes_markdown(minutes_of(events), is_sample=False)

    assert r"\# \[x\](http://a) \* \<b\>" in text
