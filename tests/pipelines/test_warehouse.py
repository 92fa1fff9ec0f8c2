from __future__ import annotations

from graphlib import CycleError

import duckdb
import pandas as pd
import pytest

from pipelines.warehouse import (
    Model,
    connect,
    load_models,
    order_work,
    query,
    read_frame,
    run_piece,
    store_frame,
)


def model(name: str, sql: str) -> Model:
    return Model(name=name, folder="marts", sql=sql)


def names(work):
    return [piece.name for piece in work]


def test_each_model_comes_after_what_it_reads():
    work = [model("c", "select * from b"), model("b", "select * from a"), model("a", "select * from raw")]

    assert names(order_work(work, given={"raw"})) == ["a", "b", "c"]


def test_only_what_the_wanted_tables_need_is_run():
    work = [
        model("a", "select * from raw"),
        model("b", "select * from a"),
        model("other", "select * from raw"),
    ]

    assert names(order_work(work, given={"raw"}, wanted=["b"])) == ["a", "b"]


def test_a_model_that_reads_what_nothing_makes_is_named():
    with pytest.raises(KeyError, match="b reads nowhere, which nothing makes"):
        order_work([model("b", "select * from nowhere")], given=set())


def test_two_models_that_wait_for_each_other_are_refused():
    with pytest.raises(CycleError):
        order_work([model("a", "select * from b"), model("b", "select * from a")], given=set())


def test_a_query_is_handed_only_the_values_it_names():
    with connect() as connection:
        rows = query(connection, "select $n_locations as n", {"n_locations": 4, "unused": 1}).fetchall()

    assert rows == [(4,)]


def test_duckdb_does_not_read_python_variables_as_tables():
    leaky = pd.DataFrame({"x": [1]})
    with connect() as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("select x from leaky")
    assert len(leaky) == 1


def test_a_date_is_new_yorks_date():
    with connect() as connection:
        rows = connection.execute("select cast(timestamptz '2026-08-21 01:30:00+00' as date)::varchar").fetchall()

    assert rows == [("2026-08-20",)]


def test_a_step_gets_frames_and_leaves_tables():
    class Double:
        name = "double"
        reads = frozenset({"numbers"})
        writes = ("doubled",)

        def run(self, frames):
            return (frames["numbers"].assign(n=frames["numbers"]["n"] * 2),)

    with connect() as connection:
        store_frame(connection, "numbers", pd.DataFrame({"n": [1, 2]}))
        run_piece(connection, Double(), parameters={})

        assert read_frame(connection, "doubled")["n"].tolist() == [2, 4]


def test_the_shipped_models_can_be_put_in_order_but_for_what_steps_and_raw_tables_give():
    assert len(load_models()) > 30
