"""`crt sharps`, as a person types it."""

from __future__ import annotations

import gzip

import pytest

from tests.support.command_line import run_crt

TEXTS = "3 syringes recovered\nNo needles found\n\nseveral syringes recovered\n"
READ = [
    {"text_no": 1, "collected": 3, "how": "collected"},
    {"text_no": 2, "collected": 0, "how": "none_found"},
    {"text_no": 3, "collected": None, "how": "no_text"},
    {"text_no": 4, "collected": None, "how": "count_not_told"},
]


@pytest.fixture
def write(tmp_path, data_dir):
    """Writes a file of texts; the data folder is empty and is to stay so."""

    def write_file(content):
        file = tmp_path / "texts.txt"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    yield write_file
    assert not data_dir.exists()


@pytest.mark.parametrize(
    "content",
    [
        TEXTS,
        TEXTS.removesuffix("\n"),
        TEXTS.replace("\n", "\r\n"),
        TEXTS.encode("utf-16"),
        b"\xef\xbb\xbf" + TEXTS.encode(),
        gzip.compress(TEXTS.encode()),
    ],
    ids=["plain", "without the last line end", "of Windows", "UTF-16", "with a mark", "gzip"],
)
def test_one_object_is_told_for_each_line_as_the_contract_has_it(write, capsys, content):
    ran = run_crt(capsys, "sharps", "--texts", write(content), "--json")

    assert (ran.exit_code, ran.json) == (0, READ)
    assert "4 texts" in ran.err


def test_in_words_each_text_stands_beside_what_was_read_and_the_totals_add_up(write, capsys):
    ran = run_crt(capsys, "sharps", "--texts", write(TEXTS))

    assert ran.exit_code == 0
    assert ran.out.splitlines()[:5] == [
        "     1        3  collected          3 syringes recovered",
        "     2        0  none_found         no needles found",
        "     3  unknown  no_text            ",
        "     4  unknown  count_not_told     several syringes recovered",
        "4 texts: 1 with sharps collected (3 in all), 1 with none, 2 unknown",
    ]


def test_stray_bytes_in_a_text_are_blanks_and_nothing_reaches_the_terminal_that_it_would_act_on(write, capsys):
    content = (
        b"3 syringes\xa0recovered \x81 from Main\n\x1b]0;title\x07 2 needles recovered from the \xef\xbf\xbd park\n"
    )
    ran = run_crt(capsys, "sharps", "--texts", write(content * 3), "--json")
    in_words = run_crt(capsys, "sharps", "--texts", write(content * 3))

    assert [told["collected"] for told in ran.json] == [3, 2] * 3
    assert "\x1b" not in in_words.out


def test_a_line_of_a_megabyte_is_unknown_and_the_others_are_read(write, capsys):
    ran = run_crt(
        capsys, "sharps", "--texts", write("3 needles recovered " * 52_429 + "\n2 needles recovered\n"), "--json"
    )

    assert ran.json == [
        {"text_no": 1, "collected": None, "how": "too_long"},
        {"text_no": 2, "collected": 2, "how": "collected"},
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "texts.txt: the file is empty"),
        (b"PK\x03\x04 and more", "texts.txt: it is a zip or a workbook"),
        (b"fine\n" + bytes(range(256)), "texts.txt, line 2: it holds bytes that are no text"),
        (gzip.compress(TEXTS.encode() * 50)[:40], "texts.txt: The gzip is cut off"),
    ],
    ids=["empty", "a zip", "no text", "a gzip cut off"],
)
def test_a_file_that_holds_no_texts_is_refused_with_the_reason_and_the_next_step(write, capsys, content, reason):
    ran = run_crt(capsys, "sharps", "--texts", write(content), "--json")

    assert ran.exit_code == 23
    assert reason in ran.json["error"]
    assert "one closing text a line" in ran.json["next_step"]


def test_a_file_that_cannot_be_read_is_named(tmp_path, capsys):
    ran = run_crt(capsys, "sharps", "--texts", tmp_path / "nowhere.txt")

    assert ran.exit_code == 23
    assert "nowhere.txt: it cannot be read (No such file or directory)" in ran.err
    assert ran.out == ""


def test_a_folder_is_no_file_of_texts(tmp_path, capsys):
    assert run_crt(capsys, "sharps", "--texts", tmp_path, "--json").exit_code == 23


def test_without_a_file_it_refuses(capsys):
    assert run_crt(capsys, "sharps").exit_code == 2
