"""What the check found in a typed text, shown to its writer, who decides: change the text, or record it as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.text import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.huddle.text_check import Finding

CHANGE, KEEP = "Change the text", "Record as written"


def show(
    texts: Mapping[str, str],
    findings: Mapping[str, Sequence[Finding]],
    *,
    on_keep: Callable[[], None],
    key: str,
) -> None:
    """Draw what was found, the texts with the found parts marked, and the two ways on; nothing is recorded yet.

    Parameters
    ----------
    texts
        What was typed, by field.
    findings
        What was found, by field; fields without a finding are left out.
    on_keep
        Records the texts as they are.
    key
        Names the two buttons on the page.
    """
    with st.container(key="text_findings", border=True):
        told = "".join(
            f"<li>{quoted(finding)} {as_html(finding.advice)}</li>" for found in findings.values() for finding in found
        )
        as_written = "".join(f"<p>{marked(texts[field], found)}</p>" for field, found in findings.items())
        st.html(
            '<div class="crt" role="alert"><p><span class="crt-mark crt-mark-act">▲ Not recorded yet.</span> Minutes '
            f"are public records, and the check found:</p><ul>{told}</ul>"
            f'<p class="crt-quiet">As written:</p>{as_written}</div>'
        )
        st.caption("It is a check by patterns and can be wrong. What you decide is recorded, without the words.")
        with st.container(horizontal=True):
            # Any press draws the page anew without this box; what was typed stays in the form.
            st.button(CHANGE, type="primary", key=f"text_change:{key}")
            st.button(KEEP, key=f"text_keep:{key}", on_click=on_keep)


def quoted(finding: Finding) -> str:
    """Return as HTML what was found, as it was typed."""
    return f"<b>“{as_html(finding.found)}”</b>"


def marked(text: str, found: Sequence[Finding]) -> str:
    """Return a typed text as HTML, with what was found in it marked."""
    told, at = "", 0
    for finding in sorted(found, key=lambda each: (each.start, each.end)):
        start = max(at, finding.start)
        if finding.end > start:
            told += f"{as_html(text[at:start])}<mark>{as_html(text[start : finding.end])}</mark>"
            at = finding.end
    return told + as_html(text[at:])
