"""What a page of paper costs: the agenda as PDF, cold and warm, beside two peers in the same run.

`python -m benchmarks.paper [tickets]` makes the sample city (by default 26,000 tickets) in a folder of its own, builds
it and times in processor seconds: the agenda of its morning, the worst agenda that the tests know (50 open actions, 40
places, texts of 280 signs, others each round), the minutes of a closed huddle and a shift sheet. The peers: a document
of one line set by typst, the least that the typesetter costs, and one drawing of the huddle page without a browser.
What is set again unchanged typst remembers. Ratios are between parts of one run; seconds are orders of size.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


N_ROUNDS = 15
ONE_LINE = b'#set document(title: "one line")\none line'


def cpu_seconds(call: Callable[[], object]) -> float:
    """Return the processor seconds of one call, its threads' included."""
    before = time.process_time()
    call()
    return time.process_time() - before


def told(name: str, call: Callable[[], object], *, unit_s: float | None = None) -> float:
    """Print the first call and the median of the later ones; return the median."""
    first = cpu_seconds(call)
    rounds = [cpu_seconds(call) for _ in range(N_ROUNDS)]
    median = statistics.median(rounds)
    ratio = "" if unit_s is None else f"   {median / unit_s:6.1f} x one line"
    print(f"{name:44} first {first:6.3f} s   then {median:6.3f} s (most {max(rounds):.3f}){ratio}")
    return median


def measure(n_tickets: int) -> None:
    """Make the sample, and time each paper and its peers."""
    # Imported here, because the data folder must be named first.
    import typst  # noqa: PLC0415

    import crt  # noqa: PLC0415
    import crt_handout  # noqa: PLC0415
    from dashboard.components import handouts, meeting, shift_sheets  # noqa: PLC0415
    from dashboard.components.download import provenance_of  # noqa: PLC0415
    from dashboard.components.meeting import mark_of  # noqa: PLC0415
    from dashboard.paper.handout import Marks, agenda_pdf  # noqa: PLC0415
    from pipelines.settings import project_paths  # noqa: PLC0415
    from tests.dashboard.paper.test_handout import city_of, morning_of  # noqa: PLC0415
    from tests.support.screen import open_page  # noqa: PLC0415
    from tests.support.takeaway import MORNING, told_of  # noqa: PLC0415

    crt.cli(["sample", "--tickets", str(n_tickets)], standalone_mode=False)
    crt.cli(["build"], standalone_mode=False)
    paths = project_paths()
    morning = crt_handout.opened_morning(paths, None)
    book = morning.book()
    agenda = meeting.agenda_of(morning, book)
    signs = itertools.cycle("abcdefghijklmnopqrstuvw")

    def worst() -> bytes:
        agenda = morning_of(actions=50, places=40, changes=20, text=next(signs) * 280)
        return agenda_pdf(agenda, told=told_of(), marks=Marks(mark_of), recorded_at=MORNING, city=city_of(agenda))

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[])
    compiler = typst.Compiler(font_paths=fonts)
    one_line = told("peer: one line set by typst", lambda: compiler.compile(ONE_LINE, format="pdf"))

    paper = told(
        "  agenda (PDF)",
        # Not through the screen's own function, which sets a page once for all who ask.
        lambda: agenda_pdf(
            agenda,
            told=provenance_of(morning),
            marks=Marks(mark_of),
            recorded_at=book.newest_recorded_at,
            city=handouts.city_map(morning),
        ),
        unit_s=one_line,
    )
    told("  worst agenda (PDF)", worst, unit_s=one_line)
    told("  shift sheet of a district", lambda: shift_sheets.district_pdf(morning, book, "D-4"), unit_s=one_line)
    closed = crt_handout.opened_morning(paths, _last_closed(paths))
    told(
        "  minutes of the last closed huddle",
        lambda: crt_handout.paper_of(closed, agency_code=None, district_code=None),
        unit_s=one_line,
    )
    page = told("peer: the huddle page drawn again", open_page().run)
    print(f"the agenda as PDF costs {paper / page:.2f} of drawing its page again")


def _last_closed(paths: object) -> object:
    from dashboard import cache  # noqa: PLC0415
    from dashboard.components.opening import mornings_before  # noqa: PLC0415

    present = cache.current_build(paths)
    return next(each.huddle_date for each in mornings_before(paths, present) if each.close_event_id)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CRT_DATA_DIR"] = folder
        measure(int(sys.argv[1]) if sys.argv[1:] else 26_000)
