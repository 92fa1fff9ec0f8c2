from __future__ import annotations

import csv
import io
from dataclasses import replace

from dashboard.paper.minutes import minutes_csv, minutes_markdown, minutes_pdf
from tests.dashboard.huddle.test_minutes import HELD, minutes_of
from tests.support.printed import n_pages, read_pdf, squeezed, tags_of, words_of
from tests.support.takeaway import told_of


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


def printed(minutes, **changed):
    return minutes_pdf(minutes, told=told_of(build_id="b1", **changed), city=None)


def test_the_printed_minutes_hold_every_line_the_times_who_was_there_and_the_build():
    minutes = minutes_of(HELD)

    content = printed(minutes, is_sample=False)

    shown = words_of(content)
    assert n_pages(content) == 1
    assert all(squeezed(line) in shown for part in minutes.parts for line in part.lines)
    for said in ("Present: Boston EMS.", "Build b1", "6 · New actions 4:00 of 2:00", "Tue 10 Nov 2015", "page 1 of 1"):
        assert squeezed(said) in shown
    assert "SAMPLE" not in shown
    assert "SAMPLE" in words_of(printed(minutes))


def test_minutes_are_a_record_so_nothing_is_left_out_however_many_pages_it_takes():
    minutes = minutes_of(HELD)
    lines = tuple(f"{at} Public Works: " + "swept the steps and the square; " * 6 for at in range(200))
    long = replace(minutes, parts=(replace(minutes.parts[0], lines=lines), *minutes.parts[1:]))

    content = printed(long)

    pages = [squeezed(page.extract_text()) for page in read_pdf(content).pages]
    assert len(pages) > 3
    assert squeezed(" ".join(lines)).count("swept") == sum(page.count("swept") for page in pages)
    assert all(f"page{at}of{len(pages)}" in page for at, page in enumerate(pages, start=1))
    assert all(squeezed("Minutes of the huddle · Tue 10 Nov 2015") in page for page in pages)
    assert all("SAMPLE" in page for page in pages)


def test_the_printed_minutes_are_tagged_dated_the_close_and_the_same_at_each_printing():
    minutes = minutes_of(HELD)

    first, again = printed(minutes), printed(minutes)

    assert first == again
    assert read_pdf(first).metadata.creation_date == minutes.closed_at
    assert [str(tag["/S"]) for tag in tags_of(first)].count("/H2") == 7


def test_what_a_reader_must_know_beforehand_stands_above_the_minutes():
    content = minutes_pdf(minutes_of(HELD), told=told_of(), city=None, note="The build that the huddle had is gone.")

    assert squeezed("The build that the huddle had is gone.") in words_of(content)


def test_the_table_of_the_minutes_has_a_row_for_each_line_and_what_the_part_took():
    minutes = minutes_of(HELD)

    rows = list(csv.DictReader(io.StringIO(minutes_csv(minutes, told=told_of()).decode("utf-8-sig"), newline="")))

    spoken = [(str(part.number), line) for part in minutes.parts for line in part.lines or ("nothing on record",)]
    assert [(row["part_no"], row["text"]) for row in rows] == spoken
    assert {row["part_seconds"] for row in rows if row["part_no"] == "6"} == {"240"}
    assert {row["planned_seconds"] for row in rows if row["part_no"] == "6"} == {"120"}
    assert {row["sample"] for row in rows} == {"SAMPLE: a made-up city"}
