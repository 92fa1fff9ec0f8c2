"""Sixty mornings, every audience, and somebody who keeps every file: no hidden count comes back on any of them.

What the mornings are made of stands in `tests/support/sixty_mornings.py`.
"""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.settings import project_paths
from tests.support.attacker import HIDDEN, Knowledge, read, tie_answers, tie_mornings, tie_release, zones_of_places
from tests.support.sixty_mornings import CORRECTED_ON, LOOKBACK_DAYS, N_MORNINGS, SixtyMornings, sixty_mornings

REFERENCE = project_paths({}).reference_dir
OF_OUTREACH = ("outreach", "gaps", "decline_reasons", "path_city", "path_areas", "path_providers")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> SixtyMornings:
    """Every file of what each audience got of outreach and health figures on each of the mornings."""
    return sixty_mornings(tmp_path_factory)


@pytest.mark.slow
def test_every_audience_gets_a_part_of_what_leadership_gets_and_nothing_else(released: SixtyMornings) -> None:
    """So whoever cannot work a count out of leadership's files cannot out of all audiences' together."""
    for morning in released.mornings:
        whole = read(released.of(morning)).cells
        for own in (released.released / morning).iterdir():
            part = read(own).cells
            assert part.items() <= whole.items(), own
    assert any(read(released.of(released.mornings[-1], "council")).cells)


@pytest.mark.slow
def test_on_no_morning_do_sums_say_more_of_a_small_count_than_that_it_is_one(released: SixtyMornings) -> None:
    n_hidden = 0
    for morning in released.mornings:
        known = read(released.of(morning), morning=morning)
        tie_release(known, released.of(morning), REFERENCE, morning=morning)
        assert known.narrow() == {}
        n_hidden += sum(told.blank in HIDDEN for told in known.cells.values())
    assert n_hidden > 100 * N_MORNINGS


@pytest.mark.slow
def test_who_also_knows_which_answers_exclude_each_other_works_no_count_out(released: SixtyMornings) -> None:
    for morning in released.mornings[::5]:
        known = read(released.of(morning), morning=morning)
        tie_release(known, released.of(morning), REFERENCE, morning=morning)
        tie_answers(known, REFERENCE, morning=morning)
        assert known.narrow(is_enough=lambda least, greatest, _told: greatest - least >= 1) == {}


@pytest.mark.slow
def test_who_lays_all_mornings_side_by_side_learns_no_more_of_a_small_count_than_that_it_is_one(
    released: SixtyMornings,
) -> None:
    """Two days of one window less those of the next are two unseen days; over sixty mornings each day is in 28 sums."""
    known = Knowledge()
    zone_of: dict[str, str] = {}
    for morning in released.mornings:
        folder = released.of(morning)
        own = read(folder, morning=morning)
        tie_release(own, folder, REFERENCE, morning=morning)
        kept = {cell: told for cell, told in own.cells.items() if cell.table in OF_OUTREACH}
        known.cells |= kept
        known.ties += [tie for tie in own.ties if all(name in kept for name in tie[0])]
        zone_of |= zones_of_places(folder)
    tie_mornings(known, list(released.mornings), days=LOOKBACK_DAYS, corrected_on=str(CORRECTED_ON), zone_of=zone_of)
    of_table = {table: [cell for cell in known.cells if cell.table == table] for table in OF_OUTREACH}
    small = [cell for cell, told in known.cells.items() if told.blank == "suppressed"]
    others = [cell for cell, told in known.cells.items() if told.blank == "suppressed_complementary"]
    asked = [others[place] for place in np.random.default_rng(11).permutation(len(others))[:400]]

    # Three mornings told the finer tables: no two of them share a day.
    finer = [cell for cell in known.cells if cell.table != "outreach" or cell.keys[0] == "place"]
    assert tuple(sorted({cell.morning for cell in finer})) == released.mornings[::LOOKBACK_DAYS]
    assert all(of_table.values())
    assert len(small) > 10 * N_MORNINGS
    assert known.narrow([*small, *asked]) == {}
