from __future__ import annotations

from datetime import date

import pytest

from dashboard.catalogue import CatalogueError, Speech, own_name, read_catalogue, read_template
from tests.support.catalogues import made_up_arabic, shipped

TEMPLATE = b"""
msgctxt "done.title"
msgid "What was done in {where}"
msgstr ""

msgctxt "days"
msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] ""
msgstr[1] ""

msgctxt "lead"
msgid "It counts times."
msgstr ""
"""
HEADER = """# Words.
{comment}
msgid ""
msgstr ""
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
TITLE = 'msgctxt "done.title"\nmsgid "What was done in {{where}}"\nmsgstr "{words}"\n\n'
DAYS = 'msgctxt "days"\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} día"\nmsgstr[1] "{n} días"\n\n'
SOURCE = read_template(TEMPLATE, file_name="council.pot")


def catalogue(*entries: str, comment: str = "#", file_name: str = "es.po"):
    content = HEADER.format(comment=comment) + "".join(entries)
    return read_catalogue(content.encode(), file_name=file_name, source=SOURCE)


def title(words: str) -> str:
    return TITLE.format(words=words)


def test_a_text_is_told_in_its_language_with_its_values_numbers_and_days_as_the_language_writes_them():
    speech = Speech(SOURCE, catalogue(title("Lo que se hizo en {where}"), DAYS))

    assert speech.said("done.title", where="Old Town") == ("Lo que se hizo en Old Town", False)
    assert (speech.text("days", n=1), speech.text("days", n=12345)) == ("1 día", "12,345 días")
    assert speech.day(date(2015, 11, 10)) == "mar, 10 de nov de 2015"
    english = Speech(SOURCE)
    assert (english.text("days", n=1), english.text("days", n=12345)) == ("1 day", "12,345 days")
    assert english.day(date(2015, 11, 10)) == "Tue, Nov 10, 2015"


def test_a_text_that_is_missing_empty_fuzzy_or_made_for_other_words_is_told_in_english_and_marked():
    old = 'msgctxt "lead"\nmsgid "It counted times."\nmsgstr "Contaba veces."\n\n'
    fuzzy = "#, fuzzy\n" + title("Lo que se hizo en {where}")

    for entries in ((), (title(""),), (fuzzy,), (old,)):
        speech = Speech(SOURCE, catalogue(*entries))
        assert speech.said("lead") == ("It counts times.", True)
        assert speech.said("done.title", where="Old Town") == ("What was done in Old Town", True)
    assert Speech(SOURCE).said("lead") == ("It counts times.", False)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Lo que se hizo", "lacks {where}"),
        ("Lo que se hizo en {lugar}", "lacks {where}"),
        ("Lo que se hizo en {where} {lugar}", "has {lugar}, unknown here"),
        ("Lo que se hizo en {where", "a brace stands alone"),
        ("Lo que se hizo en {where.__class__}", "{where.__class__} is no plain name"),
        ("Lo que se hizo en {where!r}", "{where} is no plain name"),
        ("Lo que se hizo en {}", "{} is no plain name"),
    ],
)
def test_a_broken_or_missing_placeholder_is_refused_with_file_line_reason_and_next_step(words, reason):
    with pytest.raises(CatalogueError) as refused:
        catalogue(DAYS, title(words))

    assert (refused.value.file_name, refused.value.line) == ("es.po", 16)
    assert reason in str(refused.value)
    assert str(refused.value).startswith("es.po, line 16: ")
    assert "take the file out of data/catalogues" in refused.value.next_step


@pytest.mark.parametrize(
    ("content", "file_name", "reason"),
    [
        (b"this is no catalogue", "es.po", "no catalogue"),
        (b"\xff\xfe\x00", "es.po", "no catalogue"),
        (HEADER.format(comment="#").encode(), "spanish.po", "no language's code"),
        (HEADER.format(comment="#").encode(), "xx.po", "no language's code"),
        (HEADER.format(comment="# Reviewed-on: soon").encode(), "es.po", "no date"),
        (
            (HEADER.format(comment="#") + 'msgid "Without a key"\nmsgstr "Sin clave"\n').encode(),
            "es.po",
            "has no key",
        ),
    ],
)
def test_what_is_no_catalogue_is_refused_in_words(content, file_name, reason):
    with pytest.raises(CatalogueError, match=reason):
        read_catalogue(content, file_name=file_name, source=SOURCE)


def test_a_plural_with_too_few_or_too_many_forms_is_refused():
    with pytest.raises(CatalogueError, match=r"line 10: days has 1 forms; its language has 2"):
        catalogue(DAYS.replace('msgstr[1] "{n} días"', 'msgstr[1] ""'))
    header = HEADER.format(comment="#").replace("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;")
    with pytest.raises(CatalogueError, match=r"vi\.po, line \d+: it is no catalogue"):
        read_catalogue((header + DAYS).encode(), file_name="vi.po", source=SOURCE)


def test_two_texts_of_one_key_in_the_template_are_refused():
    with pytest.raises(CatalogueError, match="a second time"):
        read_template(TEMPLATE + b'\nmsgctxt "lead"\nmsgid "Again."\nmsgstr ""\n', file_name="council.pot")


@pytest.mark.parametrize(
    ("comment", "is_draft"),
    [
        ("#", True),
        ("# Reviewed-by: Casa Esperanza, interpreter", True),
        ("# Reviewed-on: 2026-11-30", True),
        ("# Reviewed-by:\n# Reviewed-on: 2026-11-30", True),
        ("# Reviewed-by: Casa Esperanza, interpreter\n# Reviewed-on: 2026-11-30", False),
    ],
    ids=["neither", "who", "when", "an empty who", "both"],
)
def test_a_language_is_a_draft_until_its_header_names_both_a_reviewer_and_a_date(comment, is_draft):
    speech = Speech(SOURCE, catalogue(comment=comment))

    assert speech.is_draft is is_draft
    assert not Speech(SOURCE).is_draft


def test_every_threshold_language_of_the_city_can_be_added_by_a_file_alone():
    codes = ("zh_Hans", "zh_Hant", "ht", "vi", "kea", "pt", "ru", "ar", "fr", "so")
    for code in codes:
        speech = Speech(SOURCE, catalogue(file_name=f"{code}.po"))
        assert speech.text("days", n=3) == "3 days"
        assert speech.day(date(2015, 11, 10))
        assert speech.is_right_to_left is (code == "ar")
    assert own_name("ht") == "Kreyòl Ayisyen"


def test_arabic_has_six_plurals_and_a_made_up_catalogue_of_it_is_whole():
    source = shipped().source
    speech = Speech(source, read_catalogue(made_up_arabic(), file_name="ar.po", source=source))

    for key, text in source.items():
        values = dict.fromkeys(text.names - {"n"}, "x")
        assert not speech.said(key, n=3, **values).is_english
    assert speech.is_right_to_left
    assert speech.html_lang == "ar"


def test_spanish_ships_whole_as_a_draft_and_nothing_is_refused():
    catalogues = shipped()

    assert catalogues.refused == {}
    assert catalogues.codes == ("en", "es")
    assert catalogues.speech("es").is_draft
    assert catalogues.source.keys() == catalogues.languages["es"].texts.keys()
