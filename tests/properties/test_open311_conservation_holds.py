"""Whatever is wrong with an Open311 text: requests in = accepted + set aside, and no whole request is lost."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import json_lines, legacy_id, request, xml_page

# Each is one request that is not whole: its number can be counted, its values cannot be believed.
BREAKS = {
    "whole": lambda text: text,
    "brace_gone": lambda text: text.rstrip("}\n") + "\n",
    "quote_gone": lambda text: text.replace('"closed"', '"closed', 1),
    "value_gone": lambda text: text.replace('"closed"', "", 1),
    "comma_gone": lambda text: text.replace(",", "", 1),
    "colon_doubled": lambda text: text.replace('status": ', 'status":: ', 1),
    "bare_word": lambda text: text.replace('"closed"', "closed", 1),
}
kinds = st.lists(st.sampled_from(sorted(BREAKS)), max_size=12)


@given(kinds=kinds)
def test_any_mixture_of_broken_requests_conserves_them_and_loses_no_whole_one(kinds):
    kinds = [*kinds, "whole"]
    lines = [BREAKS[kind](json.dumps(request(number)) + "\n") for number, kind in enumerate(kinds)]

    (result,) = read_file("page.json", "".join(lines).encode())

    whole = [legacy_id(number) for number, kind in enumerate(kinds) if kind == "whole"]
    assert result.accepted.column("record_id").to_pylist() == whole
    assert result.rows_read == len(kinds) == result.accepted.num_rows + result.set_aside.num_rows


@given(n_requests=st.integers(1, 12), keep=st.floats(0.2, 1.0), write=st.sampled_from([json_lines, xml_page]))
def test_a_cut_anywhere_loses_no_request_before_it(n_requests, keep, write):
    content = write([request(number) for number in range(n_requests)])
    first_end = content.index(b"</request>" if write is xml_page else b"}\n") + 40
    kept = content[: max(first_end, int(keep * len(content)))]

    (result,) = read_file("page", kept)

    n_whole = kept.count(b"</request>" if write is xml_page else b"}\n")
    assert result.accepted.num_rows >= n_whole
    assert result.rows_read == result.accepted.num_rows + result.set_aside.num_rows


@given(garbage=st.text(max_size=40), place=st.integers(0, 5))
def test_garbage_between_requests_costs_no_request(garbage, place):
    lines = [json_lines([request(number)]) for number in range(5)]
    content = b"".join([*lines[:place], garbage.encode("utf-8", "ignore") + b"\n", *lines[place:]])
    if not content.lstrip().startswith(b"{"):
        content = lines[4] + content.replace(lines[4], b"", 1)

    (result,) = read_file("page.json", content)

    assert set(result.accepted.column("record_id").to_pylist()) >= {legacy_id(number) for number in range(4)}
    assert result.rows_read == result.accepted.num_rows + result.set_aside.num_rows
