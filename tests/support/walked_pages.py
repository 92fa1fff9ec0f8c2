"""Opens every page that a role may open, with each choice that picks other figures, and returns what was sent."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tests.support.screen import open_page, open_wall
from tests.support.screen_cells import CITY, Looked
from tests.support.screen_figures import figures_of, ranks_of
from tests.support.sent_pages import handed_out, sent_by, told_by_file
from tests.support.sixty_mornings import finely_told_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from streamlit.testing.v1 import AppTest

    from tests.support.attacker import Cell
    from tests.support.screen_cells import Figure
    from tests.support.screen_words import Words
    from tests.support.told_tables import Told

PACK = "Working-group pack"
# What tells counts of the days before a morning, and can be opened as an earlier morning told it.
_OF_THE_PAST = ("gaps", "recovery_line", "complaint_and_need")


class Who(NamedTuple):
    """Who looks: a role, and the agency that its screen speaks for."""

    role_code: str
    agency_code: str | None = None

    def open(self, page: str, **asked: str) -> AppTest:
        """Return a page after its first run."""
        return open_page(page, role_code=self.role_code, agency_code=self.agency_code, **asked)


class Walked(NamedTuple):
    """What one view of a page, or one file it offers, told; `is_pack` where it is made for the pack's public."""

    where: str
    told: Told
    figures: list[Figure]
    ranks: list[list[tuple[Cell, int]]]
    is_pack: bool = False


class _View(NamedTuple):
    """A page after one choice, what is looked at, and whether its files are taken away."""

    screen: AppTest
    looked: Looked
    is_taken: bool = False


def walk(who: Who, pages: Iterable[str], *, morning: str, words: Words, is_whole: bool = True) -> Iterator[Walked]:
    """Yield what each page sends and hands out.

    Parameters
    ----------
    who
        The role that looks, and the agency that it speaks for.
    pages
        Those that the role may open.
    morning
        The morning on the screen.
    words
        Of its build.
    is_whole
        False opens each page as it first stands, and one place: no other choice on it, and no file.
    """
    with handed_out() as offered:
        for page in pages:
            for view in islice(_views(page, who, morning, words), None if is_whole else 1):
                told, where = sent_by(view.screen), f"{who} {page} {view.looked}"
                figures, ranks = figures_of(told, view.looked, words), ranks_of(told, view.looked, words)
                yield Walked(where, told, figures, ranks)
                if not is_whole or not view.is_taken:
                    offered.makers.clear()
                for name, content in offered.taken().items():
                    is_pack = PACK in name
                    of_file = told_by_file(name, content)
                    figures = figures_of(of_file, Looked(morning) if is_pack else view.looked, words)
                    yield Walked(f"{where}: {name}", of_file, figures, [], is_pack)


def _views(page: str, who: Who, morning: str, words: Words) -> Iterator[_View]:
    """Yield a page with each of its choices in turn."""
    if page == "wall":
        yield _View(open_wall(), Looked(morning))
    elif page == "location":
        for place in words.places.values():
            yield _View(who.open(page, location=place), Looked(morning, ("place", place)))
    elif page == "council":
        yield from _rooms(who, morning, words)
    else:
        screen = who.open(page)
        yield _View(screen, Looked(morning), is_taken=True)
        if page == "path_of_help":
            yield from _choices(screen, morning)
        if page in _OF_THE_PAST:
            day = max(each for each in words.mornings.values() if each < morning)
            yield _View(who.open(page, morning=day), Looked(day))


def _rooms(who: Who, morning: str, words: Words) -> Iterator[_View]:
    """Open the Council's room for the city and each part of it, of these days and as earlier mornings told theirs."""
    yield _View(who.open("council"), Looked(morning), is_taken=True)
    zones = [*words.zones.values()]
    for zone in zones:
        yield _View(who.open("council", zone=zone), Looked(morning, ("zone", zone)))
    earlier = [each for each in words.mornings.values() if each == finely_told_on(each) < finely_told_on(morning)]
    for number, day in enumerate(earlier):
        yield _View(who.open("council", days=day), Looked(day))
        zone = zones[number % len(zones)]
        room = who.open("council", days=day, zone=zone)
        yield _View(room, Looked(day, ("zone", zone)), is_taken=day == earlier[-1])


def _choices(screen: AppTest, morning: str) -> Iterator[_View]:
    """Choose each kind of help, with the earlier mornings beside, and each project of HMIS."""
    screen.toggle(key="path_earlier").set_value(True)
    kind = ""
    for number, label in enumerate(screen.selectbox(key="path_kind").options):
        kind = "all" if label.startswith("All") else label.lower()
        screen.selectbox(key="path_kind").select_index(number).run()
        yield _View(screen, Looked(morning, CITY, kind))
    projects = [each for each in screen.selectbox if each.key == "hmis_project"]
    for number in range(1, len(projects[0].options) if projects else 0):
        screen.selectbox(key="hmis_project").select_index(number).run()
        yield _View(screen, Looked(morning, CITY, kind))
