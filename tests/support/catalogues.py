"""Catalogues of the Council's room for tests: a made-up one that runs from right to left, and small ones by hand."""

from __future__ import annotations

import io
import string

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from dashboard.stores.catalogues import Catalogues, read_catalogues
from pipelines.settings import project_paths

# Two letters that join and the question mark of Arabic: enough to see which way a line runs and that letters join.
MADE_UP_WORD = "سلام"


def shipped() -> Catalogues:
    """Return the catalogues of the project itself."""
    return read_catalogues(project_paths({}).catalogue_dirs)


def made_up_arabic(*, left_out: str = "") -> bytes:
    """Return a whole catalogue of no language, in Arabic letters: its first word, then the text's own placeholders.

    Parameters
    ----------
    left_out
        The key of a text that it lacks.
    """
    catalog = Catalog(locale="ar")
    for key, text in shipped().source.items():
        words = " ".join([MADE_UP_WORD, *(f"{{{name}}}" for name in _names(text.english, text.english_plural))])
        if key == left_out:
            continue
        if text.english_plural:
            catalog.add((text.english, text.english_plural), (words,) * catalog.num_plurals, context=key)
        else:
            catalog.add(text.english, words, context=key)
    written = io.BytesIO()
    write_po(written, catalog)
    return written.getvalue()


def _names(*forms: str) -> list[str]:
    return sorted({name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name})
