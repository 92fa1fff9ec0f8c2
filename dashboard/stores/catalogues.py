"""Reads the catalogues of the Council's room: the template with the English words, and a file a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.catalogue import SOURCE, Catalogue, CatalogueError, SourceText, Speech, read_catalogue, read_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TEMPLATE = "council.pot"


@dataclass(frozen=True)
class Catalogues:
    """The English texts, every language that can be used, and the files that were refused, by language code."""

    source: Mapping[str, SourceText]
    languages: Mapping[str, Catalogue]
    refused: Mapping[str, CatalogueError]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every language that can be chosen, English first; a refused one too, which is then told in English."""
        return (SOURCE, *sorted({*self.languages, *self.refused}))

    def speech(self, code: str | None) -> Speech:
        """Return how the room speaks in a language; in English where there is no such catalogue."""
        return Speech(self.source, self.languages.get(code or SOURCE))


def read_catalogues(folders: Sequence[Path]) -> Catalogues:
    """Read the template and every catalogue.

    Parameters
    ----------
    folders
        The first holds `council.pot`; each may hold one `.po` file a language. Of one language the last file counts.

    Raises
    ------
    CatalogueError
        The template is missing or cannot be read. A language that cannot be read is in `refused`.
    """
    source = read_template(_content(folders[0] / TEMPLATE), file_name=TEMPLATE)
    languages: dict[str, Catalogue] = {}
    refused: dict[str, CatalogueError] = {}
    files = {file.stem: file for folder in folders for file in sorted(folder.glob("*.po"))}
    for code, file in files.items():
        try:
            languages[code] = read_catalogue(_content(file), file_name=file.name, source=source)
        except CatalogueError as error:
            refused[code] = error
    return Catalogues(source, languages, refused)


def catalogue_states(folders: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Return what tells the files from their corrections: path, time and size of each."""
    files = [file for folder in folders for file in sorted(folder.glob("*.po*"))]
    return tuple((str(file), (found := file.stat()).st_mtime_ns, found.st_size) for file in files)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CatalogueError(file.name, None, f"it cannot be read: {error.strerror}") from error
