"""What the Council's room says: from its catalogue alone, in plain words, and with no word that wounds."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import textstat

from dashboard import cache
from dashboard.huddle.text_check import check_text
from pipelines.settings import load_reference, project_paths
from tests.support.catalogues import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DASHBOARD = Path(__file__).resolve().parents[3] / "dashboard"
# Every module that draws or prints the room.
ROOM = (
    DASHBOARD / "pages" / "council.py",
    DASHBOARD / "paper" / "council.py",
    *(
        DASHBOARD / "components" / f"council{part}.py"
        for part in ("", "_words", "_sections", "_feedback", "_heard", "_paper", "_strip")
    ),
)
# What these draw above and below the room in its language; the rest of them speaks to others.
AROUND = tuple(DASHBOARD / "components" / f"{name}.py" for name in ("viewer_strip", "pack"))
HIGHEST_GRADE = 8
# Spanish has no grades: on Fernández Huerta's scale 60 to 70 is what the seventh and eighth year read. The formula
# counts letters' sounds a word, so that one long word sinks a sentence of a few: shorter ones are not judged.
LEAST_EASE, FEWEST_WORDS = 60, 6
# What stands for a value between braces when a sentence is read.
VALUES = {"n": "28", "day": "May 6", "where": "Old Town", "when": "the last 28 days", "at": "1", "all": "2"}
# Words of a sentence or two that a person reads: with a space between two words of letters.
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
# Words of contempt in Spanish, as the reviewed list has them for English.
SPANISH = re.compile(
    r"drogadict|adict[oa]|vagabund|indigente|mendig|los sin techo|yonqui|redada|limpi[oa]", re.IGNORECASE
)
# Told to a role outside the room, in the words of the huddle.
_OUTSIDE = {"show_only_zones"}


def sentences() -> list[tuple[str, str]]:
    """Return every English sentence with its key, values put in."""
    return _sentences({key: (text.english, text.english_plural) for key, text in shipped().source.items()})


def _sentences(texts: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    found = []
    for key, forms in texts.items():
        for form in dict.fromkeys(forms):
            told = re.sub(r"\{(\w+)\}", lambda name: VALUES.get(name[1], "this"), form)
            found += [(key, part) for part in re.split(r"(?<=[.?!:])\s+", told) if part.strip()]
    return found


def test_every_sentence_is_at_grade_eight_or_below():
    graded = [(textstat.flesch_kincaid_grade(sentence), key, sentence) for key, sentence in sentences()]
    # A label of a word or two is no sentence, and the formula, which is for sentences, makes nonsense of it.
    hard = [found for found in graded if found[0] > HIGHEST_GRADE and len(found[2].split()) > 3]

    assert hard == []
    assert textstat.flesch_kincaid_grade(" ".join(sentence for _, sentence in sentences())) <= HIGHEST_GRADE


@pytest.fixture
def spanish_syllables() -> Iterator[None]:
    textstat.set_lang("es")
    yield
    textstat.set_lang("en_US")


@pytest.mark.usefixtures("spanish_syllables")
def test_every_spanish_sentence_reads_as_easily_as_the_eighth_year_reads_and_a_hard_one_would_be_found():
    spoken = _sentences(shipped().languages["es"].texts)
    judged = [(textstat.fernandez_huerta(told), key, told) for key, told in spoken if len(told.split()) >= FEWEST_WORDS]
    hard = "La supresión complementaria garantiza que ningún total marginal publicado revele cifras confidenciales."

    assert [found for found in judged if found[0] < LEAST_EASE] == []
    assert len(judged) > len(spoken) / 4
    assert textstat.fernandez_huerta(hard) < LEAST_EASE


def test_agencies_and_311_categories_are_all_in_the_catalogue_the_agencies_by_their_reviewed_names():
    source, paths = shipped().source, project_paths({})
    categories = load_reference(paths.reference_dir, "categories")["category_code"]

    assert {code: source[f"agency.{code}"].english for code in cache.agency_names(paths)} == cache.agency_names(paths)
    assert [code for code in [*categories, "unmapped"] if f"category.{code}" not in source] == []


def test_a_sentence_that_is_too_hard_would_be_found():
    hard = "Complementary suppression guarantees that no published marginal total discloses a confidential figure."

    assert textstat.flesch_kincaid_grade(hard) > HIGHEST_GRADE


def test_no_word_of_the_reviewed_list_stands_in_any_text():
    words = cache.stigmatising_words(project_paths({}))
    found = [
        (key, finding.found)
        for key, text in shipped().source.items()
        for finding in check_text(f"{text.english} {text.english_plural}", huddle_date=date(2026, 11, 23), words=words)
    ]

    assert found == []
    spanish = [form for forms in shipped().languages["es"].texts.values() for form in forms]
    assert [form for form in spanish if SPANISH.search(form)] == []


@pytest.mark.parametrize("module", ROOM, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_text_of_the_room_stands_outside_its_catalogue(module):
    assert [text for text in shown_strings(module) if WORDS.search(text)] == []


def test_every_key_that_the_room_uses_is_in_the_catalogue_and_every_text_is_used():
    source = shipped().source
    used, begun = set(), set()
    for module in (*ROOM, *AROUND):
        for text in shown_strings(module):
            if text in source:
                used.add(text)
            elif text.endswith((".", "_")) and any(key.startswith(text) for key in source):
                begun.add(text)
            else:
                assert not re.fullmatch(
                    r"(page|period|zone|help|done|heard|say|mean|back|room|paper)\.[a-z_]+", text
                ), text

    unused = {key for key in source if key not in used and not key.startswith(tuple(begun))}
    assert unused == set()


def shown_strings(module: Path) -> list[str]:
    """Return the strings of a module that are no docstring, no type and in no function that speaks to another room."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    left_out: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            left_out.add(id(body[0].value))
        if isinstance(node, ast.FunctionDef) and node.name in _OUTSIDE:
            left_out |= {id(each) for each in ast.walk(node)}
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out
    ]
    # Of HTML only what a person reads.
    return [re.sub(r"<[^>]*>?|^[^<>]*>", "", text) if "<" in text or ">" in text else text for text in strings]
