"""The words of the Council's room in its languages: gettext catalogues, read and judged. No files, no screen.

English is the source and stands in the template (`council.pot`): each text has a lasting key (its `msgctxt`) and the
English words (its `msgid`). A language is one `.po` file beside it. The code holds keys alone. A catalogue that would
lose a number, a name or a date is refused whole; a text that it lacks is told in English and marked as English.
"""

from __future__ import annotations

import gettext
import io
import re
import string
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale, UnknownLocaleError, localedata
from babel.dates import format_skeleton
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from pipelines.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from babel.messages.catalog import Catalog, Message

SOURCE = "en"
_SOURCE_LOCALE = Locale("en", "US")
# A name and nothing else: a catalogue is handed in, and must reach into nothing by what stands between braces.
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REVIEW = re.compile(r"^[ \t]*Reviewed-(by|on):[ \t]*(\S.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")
_DAY_SKELETON = "yMMMEd"
_TIME_SKELETON = "Hm"
# The country whose way of writing numbers and days a reader here is used to.
_TERRITORY = "US"


class CatalogueError(PipelineError):
    """A catalogue cannot be used: which file, which line, why."""

    exit_code = 29
    next_step = "Mend the line that is named, or take the file out of data/catalogues: the page then shows English."

    def __init__(self, file_name: str, line: int | None, reason: str) -> None:
        self.file_name, self.line, self.reason = file_name, line, reason
        where = file_name if line is None else f"{file_name}, line {line}"
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True)
class SourceText:
    """A text in English, with its form for several where it counts something, and its line in the template."""

    english: str
    english_plural: str
    line: int

    @property
    def names(self) -> frozenset[str]:
        """The names between braces in either form."""
        return frozenset(_names(self.english) | _names(self.english_plural))


@dataclass(frozen=True)
class Catalogue:
    """One language: its texts by key, each as its forms in the order of the language's plurals.

    It is a draft until its header names who reviewed it and when.
    """

    code: str
    locale: Locale
    texts: Mapping[str, tuple[str, ...]]
    plural_of: Callable[[int], int] = field(repr=False, compare=False)
    reviewed_by: str = ""
    reviewed_on: date | None = None

    @property
    def is_reviewed(self) -> bool:
        """True once the header names a reviewer and a date."""
        return bool(self.reviewed_by) and self.reviewed_on is not None


class Said(NamedTuple):
    """A text ready to be shown, and whether it is English because its language lacks it."""

    text: str
    is_english: bool


NO_WORDS = Said("", is_english=False)


@dataclass(frozen=True)
class Speech:
    """Says the template's texts in one language; `catalogue` is None for English itself."""

    source: Mapping[str, SourceText]
    catalogue: Catalogue | None = None

    @property
    def code(self) -> str:
        """The language's code: "en", "es", "zh_Hant"."""
        return SOURCE if self.catalogue is None else self.catalogue.code

    @property
    def html_lang(self) -> str:
        """The language as HTML and PDF name it: "zh-Hant"."""
        return self.code.replace("_", "-")

    @property
    def locale(self) -> Locale:
        """Whose way of writing days and numbers is used."""
        return _SOURCE_LOCALE if self.catalogue is None else self.catalogue.locale

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language runs from right to left."""
        return self.locale.character_order == "right-to-left"

    @property
    def is_draft(self) -> bool:
        """Whether nobody has reviewed the language yet."""
        return self.catalogue is not None and not self.catalogue.is_reviewed

    def said(self, key: str, *, n: int | None = None, **values: object) -> Said:
        """Return a text with its values put in, and whether it had to be English.

        Parameters
        ----------
        key
            The text's key in the template.
        n
            What is counted; chooses the form of the language's plural and is the value `n`.
        values
            What stands for the names between braces. Whole numbers and days are written as the language does.
        """
        source = self.source[key]
        own = () if self.catalogue is None else self.catalogue.texts.get(key, ())
        is_english = self.catalogue is not None and not own
        given = values if n is None else {"n": n, **values}
        told = {name: self.number(value) if isinstance(value, int) else str(value) for name, value in given.items()}
        if own and self.catalogue is not None:
            form = own[0] if n is None or len(own) == 1 else own[self.catalogue.plural_of(n)]
        else:
            form = source.english_plural if source.english_plural and n != 1 else source.english
        return Said(form.format(**told), is_english)

    def text(self, key: str, *, n: int | None = None, **values: object) -> str:
        """Return a text with its values put in, where no mark can stand: a label, a file's field."""
        return self.said(key, n=n, **values).text

    def has(self, key: str) -> bool:
        """Return whether the template has a text of this key, in whatever language it is told."""
        return key in self.source

    def knows_own(self, key: str) -> bool:
        """Return whether a text is told in the language itself, and the language is not English."""
        return self.catalogue is not None and key in self.catalogue.texts

    @property
    def in_source(self) -> Speech:
        """The same room in English."""
        return Speech(self.source)

    def number(self, value: int) -> str:
        """Return a count as the language writes it: "1,234", "1 234"."""
        return format_decimal(value, locale=self.locale)

    def day(self, value: date) -> str:
        """Return a day as the language writes it: "Tue, Nov 10, 2015", "mar, 10 de nov de 2015"."""
        return format_skeleton(_DAY_SKELETON, value, locale=self.locale)

    def clock(self, value: datetime) -> str:
        """Return the time of an instant, on the clock that it stands in, as the language writes it: "05:30"."""
        return format_skeleton(_TIME_SKELETON, value.replace(tzinfo=None), locale=self.locale)

    def shown_texts(self) -> list[str]:
        """Return every text as this language would say it, without values: to see whether a font can draw them."""
        own = {} if self.catalogue is None else self.catalogue.texts
        return [form for key, text in self.source.items() for form in own.get(key, (text.english, text.english_plural))]


def read_template(content: bytes, *, file_name: str) -> dict[str, SourceText]:
    """Return the English texts by key, in the order of the template.

    Raises
    ------
    CatalogueError
        It is no template, a text has no key or the key of another, or something between braces is no plain name.
    """
    texts: dict[str, SourceText] = {}
    for message in _messages(content, file_name=file_name, locale=None):
        key, line = _key_of(message, file_name), message.lineno or 0
        if key in texts:
            raise CatalogueError(file_name, line, f"the key {key} stands a second time")
        english, plural = _forms(message.id)[0], _forms(message.id)[1:] or ("",)
        text = SourceText(english, plural[0], line)
        for form in (english, plural[0]):
            _braces(form, file_name=file_name, line=line)
        texts[key] = text
    return texts


def read_catalogue(content: bytes, *, file_name: str, source: Mapping[str, SourceText]) -> Catalogue:
    """Return a language's texts, checked against the template.

    A text that is empty, marked fuzzy, or made for other English words than the template has now is left out.

    Parameters
    ----------
    content
        The `.po` file.
    file_name
        Its name is its language: "es.po", "zh_Hant.po".
    source
        The template's texts.

    Raises
    ------
    CatalogueError
        The file is no catalogue, its language is none that is known, a name between braces is missing, is another one
        or is no plain name, or a plural has too few forms.
    """
    code = file_name.removesuffix(".po")
    locale = _locale_of(code, file_name)
    catalog = _read(content, file_name=file_name, locale=code)
    texts: dict[str, tuple[str, ...]] = {}
    for message in (each for each in catalog if each.id):
        key, line = _key_of(message, file_name), message.lineno or 0
        forms = _forms(message.string)
        original = source.get(key)
        if message.fuzzy or not any(forms):
            continue
        if original is None or (original.english, original.english_plural) != _pair(message.id):
            # Made for words that have changed since: told in English until somebody looks at it again.
            continue
        if original.english_plural and (len(forms) != catalog.num_plurals or not all(forms)):
            n_filled = sum(bool(form) for form in forms)
            reason = f"{key} has {n_filled} forms; its language has {catalog.num_plurals} (Plural-Forms)"
            raise CatalogueError(file_name, line, reason)
        for form in forms:
            _check_names(form, original, key=key, file_name=file_name, line=line)
        texts[key] = forms
    reviewed = {name.lower(): value for name, value in _REVIEW.findall(_comment(catalog.header_comment))}
    by, on = reviewed.get("by", ""), reviewed.get("on", "")
    return Catalogue(code, locale, texts, gettext.c2py(catalog.plural_expr), by, _day_of(on, file_name) if on else None)


def _messages(content: bytes, *, file_name: str, locale: str | None) -> list[Message]:
    return [message for message in _read(content, file_name=file_name, locale=locale) if message.id]


def _read(content: bytes, *, file_name: str, locale: str | None) -> Catalog:
    try:
        return read_po(io.BytesIO(content), locale=locale, abort_invalid=True)
    except PoFileError as error:
        line = getattr(error, "lineno", None)
        raise CatalogueError(file_name, None if line is None else line + 1, f"it is no catalogue: {error}") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise CatalogueError(file_name, None, f"it is no catalogue in UTF-8: {error}") from error


def _locale_of(code: str, file_name: str) -> Locale:
    try:
        if _LANGUAGE_CODE.fullmatch(code):
            locale = Locale.parse(code)
            # Spanish here writes 1,234 and not 1.234, as every form of the City does.
            return Locale.parse(here) if localedata.exists(here := f"{code}_{_TERRITORY}") else locale
    except (UnknownLocaleError, ValueError):
        pass
    raise CatalogueError(file_name, None, "its name is no language's code, such as es.po, ht.po or zh_Hant.po")


def _key_of(message: Message, file_name: str) -> str:
    if not message.context:
        raise CatalogueError(file_name, message.lineno, "a text has no key (msgctxt)")
    return str(message.context)


def _forms(words: object) -> tuple[str, ...]:
    return tuple(str(each) for each in words) if isinstance(words, (tuple, list)) else (str(words),)


def _pair(words: object) -> tuple[str, str]:
    forms = _forms(words)
    return forms[0], forms[1] if forms[1:] else ""


def _check_names(form: str, original: SourceText, *, key: str, file_name: str, line: int) -> None:
    names = _braces(form, file_name=file_name, line=line)
    if missing := sorted(original.names - names - ({"n"} if original.english_plural else set())):
        raise CatalogueError(file_name, line, f"{key} lacks {', '.join(f'{{{name}}}' for name in missing)}")
    if unknown := sorted(names - original.names):
        raise CatalogueError(file_name, line, f"{key} has {', '.join(f'{{{name}}}' for name in unknown)}, unknown here")


def _braces(form: str, *, file_name: str, line: int) -> set[str]:
    """Return the names between braces of a form.

    Raises
    ------
    CatalogueError
        A brace stands alone, or something else than a plain name stands between two.
    """
    try:
        parts = [part for part in string.Formatter().parse(form) if part[1] is not None]
    except ValueError as error:
        raise CatalogueError(file_name, line, f"a brace stands alone ({error})") from error
    for _, name, spec, conversion in parts:
        if not _PLAIN_NAME.fullmatch(name or "") or spec or conversion:
            raise CatalogueError(file_name, line, f"{{{name}}} is no plain name")
    return {str(name) for _, name, _, _ in parts}


def _names(form: str) -> set[str]:
    return {str(name) for _, name, _, _ in string.Formatter().parse(form) if name}


def _comment(lines: str) -> str:
    return "\n".join(line.lstrip("# ") for line in lines.splitlines())


def _day_of(text: str, file_name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CatalogueError(file_name, 1, f"its header says Reviewed-on: {text}, which is no date") from error


def own_name(code: str) -> str:
    """Return a language's name in itself: "Español", "العربية"; its code where it is no language that is known."""
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return code
    name = locale.get_display_name(locale) or code
    return name[:1].upper() + name[1:]
