from __future__ import annotations

import gzip

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.payloads import open_payloads
from tests.pipelines.readers.files import half_a_gzip, legacy_b_file, zipped

TEXT = b"a,b\n1,2\n"


def the_payload(content, **limits):
    (payload,) = open_payloads("file.csv", content, **limits)
    return payload


def test_plain_gzip_and_zip_give_the_same_text_and_hash_whatever_the_name():
    texts = [the_payload(content) for content in (TEXT, gzip.compress(TEXT, mtime=0), zipped({"inside.csv": TEXT}))]

    assert {payload.text for payload in texts} == {TEXT}
    assert len({payload.content_hash for payload in texts}) == 1


def test_a_gzip_made_of_several_parts_is_read_to_its_end():
    assert the_payload(gzip.compress(b"a,b\n", mtime=0) + gzip.compress(b"1,2\n", mtime=0) + b"\0\0\0").text == TEXT


def test_half_a_gzip_gives_its_intact_beginning_and_says_so():
    whole = legacy_b_file(2000)

    payload = the_payload(half_a_gzip(whole))

    assert payload.is_cut_off
    assert "cut off" in payload.messages[0]
    assert len(payload.text) > 0.3 * len(whole)
    assert whole.startswith(payload.text)


def test_a_gzip_damaged_in_the_middle_gives_what_stands_before_the_damage():
    whole = legacy_b_file(3000)
    packed = bytearray(gzip.compress(whole, mtime=0))
    packed[len(packed) // 2 : len(packed) // 2 + 200] = bytes(200)

    payload = the_payload(bytes(packed))

    assert payload.is_cut_off
    assert payload.text.startswith(whole[: len(whole) // 4])


def test_a_zip_with_two_csv_files_gives_both_and_skips_what_is_none():
    content = zipped(
        {"2014.csv": TEXT, "2015.csv.gz": gzip.compress(TEXT, mtime=0), "__MACOSX/._2014.csv": b"x", "readme.txt": b"x"}
    )

    assert [payload.name for payload in open_payloads("both.zip", content)] == [
        "both.zip: 2014.csv",
        "both.zip: 2015.csv.gz",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n \n", "the file is empty"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (gzip.compress(TEXT, mtime=0)[:9], "nothing of it could be unpacked"),
        (
            b"<!DOCTYPE html><html><body>502 Bad Gateway",
            "looks like a web page, not a CSV; the portal probably answered",
        ),
        (b"\xef\xbb\xbf\n  <html>", "looks like a web page"),
        (b'{"success": false}', "looks like JSON"),
        (bytes(range(256)) * 40, "binary content"),
        (b"%PDF-1.7 ...", "a PDF"),
        ("a,b\n1,2\n".encode("utf-32"), "UTF-32"),
        (zipped({"readme.txt": b"x"}), "no CSV in the zip (it holds readme.txt)"),
        (zipped({}), "no CSV in the zip"),
        (zipped({"xl/workbook.xml": b"x"}), "an Excel workbook"),
        (zipped({"a.csv": TEXT * 500})[:60], "the zip is damaged"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_name_and_a_reason(content, words):
    with pytest.raises(SourceFileError, match=r"file\.csv") as refusal:
        open_payloads("file.csv", content)

    assert words in str(refusal.value)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda text: zipped({"a.csv": text})])
def test_a_file_that_unpacks_beyond_the_limit_is_refused(pack):
    with pytest.raises(SourceFileError, match="larger than"):
        open_payloads("bomb", pack(b"a,b\n" * 1000), limit_bytes=1000)


def test_a_line_of_windows_1252_is_read_as_such_and_leaves_the_other_lines_alone():
    payload = the_payload("café,b\n".encode() + b"caf\xe9,2\n")

    assert payload.text.decode() == "café,b\ncafé,2\n"
    assert payload.messages == ("Lines that are not UTF-8, read as Windows-1252: 1 (first: 2).",)


def test_bytes_that_are_text_nowhere_mark_their_line():
    payload = the_payload(b"a,b\n1,some text\n3,\x81\x8d\n4,some \0text\n")

    assert payload.not_text_lines == {3, 4}


def test_a_byte_order_mark_and_old_line_ends_do_not_reach_the_readers():
    assert the_payload(b"\xef\xbb\xbfa,b\r1,2\r").text == TEXT
