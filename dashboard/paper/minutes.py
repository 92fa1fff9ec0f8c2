"""The minutes of a huddle as a Markdown file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dashboard.huddle.words import day_words, instant_words

if TYPE_CHECKING:
    from dashboard.huddle.minutes import Minutes

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")


def minutes_markdown(minutes: Minutes, *, is_sample: bool) -> str:
    """Return the minutes as Markdown; signs that somebody typed are shown as themselves.

    Parameters
    ----------
    minutes
        From `huddle.minutes.make_minutes`.
    is_sample
        True for the made-up city, which the paper says.
    """
    on = minutes.huddle_date
    sample = "\n\n**SAMPLE: made-up city**" if is_sample else ""
    head = (
        f"# Minutes of the morning huddle · {day_words(on, seen_from=on)} {on.year}{sample}\n\n"
        f"From {instant_words(minutes.started_at, seen_from=on)} to {instant_words(minutes.closed_at, seen_from=on)}. "
        f"Build `{minutes.build_id}`.\n\n"
        f"Present: {_plain(', '.join(minutes.present)) or 'no roll was called'}.\n"
    )
    parts = (
        f"\n## {part.number}. {_plain(part.title)} ({part.seconds // 60}:{part.seconds % 60:02d})\n\n"
        + ("".join(f"- {_plain(line)}\n" for line in part.lines) or "- nothing on record\n")
        for part in minutes.parts
    )
    return head + "".join(parts)


def _plain(text: str) -> str:
    """Return text on one line whose signs Markdown shows as themselves."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
