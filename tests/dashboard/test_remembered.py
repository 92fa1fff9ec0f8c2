from __future__ import annotations

import threading
import time

import pytest

from dashboard.remembered import remembered


def test_many_who_ask_at_once_wait_for_the_one_that_makes_it():
    made = []

    @remembered(max_entries=4)
    def slow(key: str) -> str:
        made.append(key)
        time.sleep(0.05)
        return key.upper()

    told: list[str] = []
    threads = [threading.Thread(target=lambda: told.append(slow("a"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["A"] * 20
    assert made == ["a"]


def test_what_begins_with_an_underscore_is_no_part_of_the_key_and_words_by_name_are():
    @remembered(max_entries=4)
    def told(key: str, _source: list[str], **more: str) -> tuple[str, str, str]:
        return key, _source[0], more.get("place", "")

    assert told("a", ["first"]) == ("a", "first", "")
    assert told("a", ["second"]) == ("a", "first", "")
    assert told("b", ["second"]) == ("b", "second", "")
    assert told("a", ["third"], place="x") == ("a", "third", "x")


def test_the_entry_not_asked_for_the_longest_goes_first():
    made = []

    @remembered(max_entries=2)
    def told(key: str) -> str:
        made.append(key)
        return key

    for key in ("a", "b", "a", "c", "a", "b"):
        assert told(key) == key

    assert made == ["a", "b", "c", "b"]


def test_what_went_wrong_is_told_and_tried_again():
    answers = iter([ValueError("not yet"), "there"])

    @remembered(max_entries=2)
    def told() -> str:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    with pytest.raises(ValueError, match="not yet"):
        told()
    assert told() == "there"
