"""Reads a printed PDF back: its words, its tags, what it says of itself."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pypdf
from PIL import Image


def read_pdf(content: bytes) -> pypdf.PdfReader:
    """Return the file opened; a damaged one fails here."""
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def n_pages(content: bytes) -> int:
    """Return how many pages the file has."""
    return len(read_pdf(content).pages)


def squeezed(text: str) -> str:
    """Return text without any space: where a line ends on paper is not what it says."""
    return "".join(text.split())


def words_of(content: bytes) -> str:
    """Return all words of a file, squeezed."""
    return squeezed("".join(page.extract_text() for page in read_pdf(content).pages))


def tags_of(content: bytes) -> list[dict[str, Any]]:
    """Return every element of the file's structure tree, each as its dictionary."""
    found: list[dict[str, Any]] = []
    waiting = [read_pdf(content).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def ink_in_margins(picture: bytes, *, margin_in: float) -> int:
    """Return how many pixels of a drawn US Letter page are not white, so many inches from its sides."""
    page = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
    margin = round(margin_in / 8.5 * page.shape[1])
    return int((page[:, :margin] < 250).sum() + (page[:, -margin:] < 250).sum())
