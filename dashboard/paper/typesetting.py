"""Sets pages with typst, the only module that knows it: words go in as data, a tagged PDF comes out.

Nothing that anybody typed is ever read as markup: the templates are ours, and the words reach them as JSON.
"""

from __future__ import annotations

import json
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from dashboard.paper.glyphs import drawable_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_TEMPLATES_DIR = Path(__file__).parent / "templates"
# Any file name in it would do: there is none, so no package is ever looked for outside, or fetched.
_NO_PACKAGES = _TEMPLATES_DIR / "packages"
_COUNTING_PPI = 1.0
# Its cache is shared by the whole process; two pages set at once would wait for each other in it anyway.
_one_at_a_time = threading.Lock()


def pdf_of(template: str, told: Mapping[str, Any], *, written_at: datetime) -> bytes:
    """Set a template with its words as PDF/UA-1: tagged, with title and language.

    Parameters
    ----------
    template
        Stem of a file in `templates/`.
    told
        What the template reads, plain values only; every text in it is made drawable here.
    written_at
        The date inside the file, aware: the same words and the same date give the same bytes.
    """
    written = _set(template, told, format="pdf", pdf_standards=["ua-1"], timestamp=int(written_at.timestamp()))
    return written if isinstance(written, bytes) else written[0]


def pages_of(template: str, told: Mapping[str, Any]) -> int:
    """Return how many pages a template takes with its words; of its map only the room is set."""
    room = told.get("map") and {**told["map"], "svg": ""}
    drawn = _set(template, {**told, "map": room}, format="png", ppi=_COUNTING_PPI)
    return 1 if isinstance(drawn, bytes) else len(drawn)


def pictures_of(template: str, told: Mapping[str, Any], *, ppi: float) -> list[bytes]:
    """Return the pages as PNG, to look at."""
    drawn = _set(template, told, format="png", ppi=ppi)
    return [drawn] if isinstance(drawn, bytes) else drawn


def _set(template: str, told: Mapping[str, Any], **options: Any) -> bytes | list[bytes]:
    words = json.dumps(_drawable(told), ensure_ascii=False)
    with _one_at_a_time:
        written = _compiler().compile(_template_bytes(template), sys_inputs={"told": words}, **options)
    # It returns nothing only where it was told to write a file.
    return b"" if written is None else written


def _drawable(value: Any) -> Any:
    """Return the same value with every text made drawable; a picture is none, and goes through as it is."""
    if isinstance(value, str):
        return drawable_text(value)
    if isinstance(value, dict):
        return {name: each if name == "svg" else _drawable(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_drawable(each) for each in value]
    return value


@cache
def _compiler() -> typst.Compiler:
    # Only the fonts inside typst, so that a page looks the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[])
    return typst.Compiler(
        root=_TEMPLATES_DIR, font_paths=fonts, package_path=_NO_PACKAGES, package_cache_path=_NO_PACKAGES
    )


@cache
def _template_bytes(template: str) -> bytes:
    return (_TEMPLATES_DIR / f"{template}.typ").read_bytes()
