"""Screens, exports and papers over a seeded sample of sixty mornings: they tell what the release tells, and no more.

What a page sends is read as a browser gets it, figure by figure, and laid beside the files of `crt release` for that
role and morning. Then the attacker gets it, as if it were further files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import streamlit as st

from dashboard import cache
from dashboard.access import load_roles
from dashboard.components import gaps, html_table
from dashboard.components.html_table import Head
from dashboard.role_pages import load_role_pages
from pipelines.settings import load_reference, project_paths
from tests.support.attacker import HIDDEN, read, tie_release
from tests.support.screen_cells import Looked
from tests.support.screen_figures import figures_of, unknown
from tests.support.screen_release import add_to, differences, released_figures, tie_ranks
from tests.support.screen_words import words_of
from tests.support.sent_pages import strange_addresses, told_by_file
from tests.support.sixty_mornings import SAMPLED, SixtyMornings, sixty_mornings
from tests.support.walked_pages import Who, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.attacker import Cell, Knowledge
    from tests.support.screen_release import Released
    from tests.support.screen_words import Words
    from tests.support.walked_pages import Walked

pytestmark = pytest.mark.slow
REFERENCE = project_paths({}).reference_dir
LISTED = load_roles(REFERENCE).roles
PAGES = {role.role_code: load_role_pages(REFERENCE).of_role(role) for role in LISTED}
# Roles that see every class and place see the same figures: one of them in turn on each morning, on the first all.
WIDE = [role.role_code for role in LISTED if role.audience.sees_health and role.audience.sees_places]
OTHERS = [code for code in PAGES if code not in WIDE]
OF_THE_PACK = "working_group"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> SixtyMornings:
    """The sixty mornings, built once for all tests of a run."""
    return sixty_mornings(tmp_path_factory)


def words_on(released: SixtyMornings, morning: str) -> Words:
    """Return the words of the morning that is open."""
    build = cache.current_build(project_paths())
    assert build is not None
    assert str(build.as_of_date) == morning
    return words_of(REFERENCE, build.file, [*released.kept_before(morning), morning])


def told_to(released: SixtyMornings, role_code: str, morning: str) -> dict[Cell, Released]:
    """Return what a role's files say on a morning and on those before it whose builds are kept."""
    told = {}
    for each in [*released.kept_before(morning), morning]:
        told |= released_figures(released.of(each, role_code), morning=each)
    return told


def walked(released: SixtyMornings, morning: str, folder: Path) -> Iterator[tuple[Walked, dict[Cell, Released]]]:
    """Yield what every audience's pages and files tell on a morning, each with what the release tells that audience."""
    of_pack = told_to(released, OF_THE_PACK, morning)
    in_turn = SAMPLED.index(morning)
    with released.opened(morning, folder):
        words = words_on(released, morning)
        for role_code in [*WIDE, *OTHERS]:
            # What a district officer gets is read whole further down: no figure may be among it.
            is_whole = role_code in (*OTHERS, WIDE[in_turn % len(WIDE)]) and role_code != "district"
            if is_whole or role_code in OTHERS or in_turn == 0:
                own = told_to(released, role_code, morning)
                for seen in walk(Who(role_code), PAGES[role_code], morning=morning, words=words, is_whole=is_whole):
                    yield seen, of_pack if seen.is_pack else own


def known_on(released: SixtyMornings, morning: str) -> Knowledge:
    """Return what somebody knows who has every file of a morning's release."""
    known = read(released.of(morning), morning=morning)
    tie_release(known, released.of(morning), REFERENCE, morning=morning)
    return known


@pytest.mark.parametrize("morning", SAMPLED)
def test_screens_exports_and_papers_tell_what_the_release_tells_and_narrow_nothing(
    released: SixtyMornings, morning: str, tmp_path: Path
) -> None:
    known = known_on(released, morning)
    hidden = {cell: told for cell, told in known.cells.items() if told.blank in HIDDEN}
    n_told, seen = 0, set()
    for view, release in walked(released, morning, tmp_path):
        assert unknown(view.figures) == [], view.where
        assert differences(view.figures, release) == [], view.where
        assert strange_addresses(view.told) == [], view.where
        add_to(known, view.figures, release)
        tie_ranks(known, view.ranks)
        n_told += len(view.figures)
        seen |= {figure.cell for figure in view.figures}

    assert {cell: known.cells[cell] for cell in hidden} == hidden
    assert known.narrow(hidden) == {}
    # What the release has, the screens were read for: nothing was passed over because no reader knew it.
    of_morning = released_figures(released.of(morning), morning=morning)
    assert {cell.table for cell in of_morning} - {cell.table for cell in seen if cell is not None} == set()
    assert {cell for cell in of_morning if cell.table == "outreach" and cell.keys[0] != "zone"} <= seen
    assert n_told > 4_000


def test_a_page_that_shows_raw_counts_is_found_and_so_is_what_it_gives_away(
    released: SixtyMornings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader and the attacker are no straw men: gaps shown as they were counted are other than released."""
    morning = SAMPLED[0]
    monkeypatch.setattr(cache, "released_gaps", lambda build, *_: cache.rows(build, "gap_hours"))
    with released.opened(morning, tmp_path):
        (view, *_) = walk(Who("leadership"), ["gaps"], morning=morning, words=words_on(released, morning))

    own = told_to(released, "leadership", morning)
    found = differences(view.figures, own)
    assert found
    assert all("Asked for and not available" in each for each in found)
    known = known_on(released, morning)
    hidden = [cell for cell, told in known.cells.items() if told.blank in HIDDEN]
    add_to(known, view.figures, own)
    assert known.narrow(hidden) != {}


def test_a_figure_that_is_in_no_release_is_found_in_a_table_in_a_sentence_under_a_picture_and_in_a_map_layer(
    released: SixtyMornings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = SAMPLED[0]

    def planted(_morning: object) -> None:
        heads = (Head("Team"), Head("Contacts", is_figure=True))
        html_table.show(heads, [("Team 4", 17)], caption="By team")
        st.caption("Team 5 made 18 contacts.")
        st.image("data:image/png;base64,iVBORw0KGgo=", caption="Map of 19 referrals")
        st.dataframe({"Treatment offered": [20]})

    monkeypatch.setattr(gaps, "show_declined", planted)
    with released.opened(morning, tmp_path):
        words = words_on(released, morning)
        (view, *_) = walk(Who("leadership"), ["gaps"], morning=morning, words=words)
    layer = told_by_file("places.geojson", b'{"features": [{"properties": {"number": 1, "contacts": 21}}]}')

    found = "\n".join(unknown([*view.figures, *figures_of(layer, Looked(morning), words)]))
    assert [number for number in ("17", "18", "19", "20", "21") if number not in found] == []


POLICE = (Who("district"), Who("district", "police"), Who("leadership", "police"), Who("chair", "transit_police"))


@pytest.mark.parametrize("who", POLICE, ids=str)
def test_no_word_and_no_figure_of_health_reaches_a_district_officer_or_a_police_agency(
    who: Who, released: SixtyMornings, tmp_path: Path
) -> None:
    """On no page, in no file, hidden or not; what a measure is called stands in no table and beside no number."""
    measures = [
        str(row["measure_name"])
        for name in ("outreach_measures", "help_measures", "hmis_measures", "overnight_measures")
        for row in load_reference(REFERENCE, name).to_dict("records")
        if row["column_class"] == "health"
    ]
    morning = SAMPLED[POLICE.index(who)]
    n_read = 0
    with released.opened(morning, tmp_path):
        words = words_on(released, morning)
        for view in walk(who, PAGES[who.role_code], morning=morning, words=words, is_whole=who == POLICE[0]):
            assert view.figures == [], view.where
            told = [*view.told.lines, *(table.words for table in view.told.tables)]
            told += [cell for table in view.told.tables for row in table.rows for cell in row]
            assert [(name, line) for name in measures for line in told if name.lower() in line.lower()] == [], (
                view.where
            )
            n_read += len(told)
    assert n_read > 1_000
