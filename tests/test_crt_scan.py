from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import ScanFileError
from tests.support.command_line import run_crt

FIELDS = [
    "locations", "start", "end", "observed", "expected", "log_likelihood_ratio", "p_value", "recurrence_interval_days",
]  # fmt: skip
GEO = "a 42.30 -71.06\nb 42.31 -71.06\nc 42.36 -71.10\nd 42.37 -71.10\n"
# Three more a day at a and b in the last two days; they have fewer than half of all, so a circle may hold both.
CASES = "".join(
    f"{name} {count + 3 * (day > 8 and name in 'ab')} 2024/1/{day}\n"
    for name, count in zip("abcd", (1, 1, 2, 2), strict=True)
    for day in range(1, 11)
)
SPAN = ("--start", "2024-01-01", "--end", "2024-01-10")


@pytest.fixture
def files(tmp_path, data_dir):
    """Files of the given texts, by their ending; the data folder is empty and is to stay so."""

    def write(**texts):
        made = {}
        for ending, text in ({"cas": CASES, "geo": GEO} | texts).items():
            made[ending] = tmp_path / f"x.{ending}"
            made[ending].write_bytes(text if isinstance(text, bytes) else text.encode())
        return made

    yield write
    assert not data_dir.exists()


def scan(capsys, made, *options, as_json=True):
    words = ["scan", made["cas"], made["geo"], *SPAN, "--replications", "99", *options]
    return run_crt(capsys, *words, *(["--json"] if as_json else []))


@pytest.mark.realdata
def test_the_reference_set_gives_the_reference_programs_clusters(capsys, shared_data, data_dir):
    folder = shared_data / "scan"
    ran = run_crt(
        capsys, "scan", folder / "NYCfever.cas", folder / "NYCfever.geo", "--model", "permutation", "--prospective",
        "--max-radius-km", "3", "--max-days", "7", "--start", "2001-11-01", "--end", "2001-11-24",
        "--replications", "9999", "--seed", "5", "--json",
    )  # fmt: skip
    first, second, third = ran.json["clusters"][:3]

    assert ran.exit_code == 0
    assert list(first) == FIELDS
    assert first["locations"] == [
        "11418", "11415", "11419", "11435", "11416", "11421", "11451", "11375", "11417",
    ]  # fmt: skip
    assert (first["start"], first["end"], first["observed"]) == ("2001-11-22", "2001-11-24", 4)
    assert round(first["expected"], 2) == 0.67
    assert [round(cluster["log_likelihood_ratio"], 6) for cluster in (first, second, third)] == [
        3.845418, 3.164201, 2.137259,
    ]  # fmt: skip
    assert [(c["locations"], c["observed"], round(c["expected"], 2)) for c in (second, third)] == [
        (["11372"], 2, 0.16), (["10472"], 2, 0.29),
    ]  # fmt: skip
    assert [c["p_value"] for c in (first, second, third)] == pytest.approx([0.2112, 0.4944, 0.9590], abs=0.02)
    assert first["recurrence_interval_days"] == pytest.approx(1 / first["p_value"])
    assert not data_dir.exists()


def test_json_is_one_document_and_progress_goes_beside_it(capsys, files):
    ran = scan(capsys, files())

    assert ran.exit_code == 0
    assert list(ran.json) == ["clusters"]
    assert list(ran.json["clusters"][0]) == FIELDS
    assert ran.json["clusters"][0]["locations"] == ["b", "a"]
    assert "72 cases at 4 locations over 10 days" in ran.err


def test_in_words_a_cluster_is_a_sentence_and_the_p_value_says_what_it_is_not(capsys, files):
    ran = scan(capsys, files(), as_json=False)

    assert "  1  2024-01-09 to 2024-01-10: 16 cases," in ran.out
    assert "2 locations: b, a" in ran.out
    assert "It is not how often real reports do." in ran.out


def test_a_retrospective_scan_has_no_recurrence_interval(capsys, files):
    ran = scan(capsys, files(), "--retrospective")

    assert {cluster["recurrence_interval_days"] for cluster in ran.json["clusters"]} == {None}
    assert "by chance once in" not in scan(capsys, files(), "--retrospective", as_json=False).out


def test_without_replications_there_is_no_p_value(capsys, files):
    ran = scan(capsys, files(), "--replications", "0")

    assert ran.json["clusters"][0]["p_value"] is None
    assert ran.json["clusters"][0]["recurrence_interval_days"] is None
    assert scan(capsys, files(), "--replications", "0", as_json=False).exit_code == 0


def test_where_nothing_gathers_it_is_said(capsys, files):
    made = files(cas="".join(f"{name} 1 2024/1/1\n" for name in "abcd"))

    assert scan(capsys, made).json == {"clusters": []}
    assert scan(capsys, made, as_json=False).out.startswith("No cluster")


def test_the_seed_decides_the_p_values(capsys, files):
    one, same, other = (scan(capsys, files(), "--seed", seed).out for seed in ("3", "3", "4"))

    assert one == same
    assert one != other


def test_years_of_two_digits_populations_and_covariates_make_a_poisson_scan(capsys, files):
    young, old = (
        "".join(f"{name} {year} {n} {age}\n" for name in "abcd" for year in (73, 82)) for age, n in ((1, 900), (2, 100))
    )
    every_year = "".join(f"{name} 1 {year} 2\n" for name in "abcd" for year in range(73, 83))
    made = files(
        cas=every_year + "".join(f"{name} 4 {year} 1\n" for name in "ab" for year in (79, 80)), pop=young + old
    )
    ran = run_crt(
        capsys, "scan", made["cas"], made["geo"], "--population", made["pop"], "--model", "poisson",
        "--time-unit", "year", "--start", "1973-01-01", "--end", "1982-12-31", "--retrospective",
        "--replications", "99", "--json",
    )  # fmt: skip
    first = ran.json["clusters"][0]

    assert (first["locations"], first["start"], first["end"]) == (["b", "a"], "1979-01-01", "1980-12-31")
    # Sixteen young cases and forty old ones in four places and ten years: what two places in two years would have.
    assert first["expected"] == pytest.approx((16 + 40) * 2 / 4 * 731 / 3_652)
    assert first["observed"] == 16 + 4


def test_cases_and_controls_make_a_bernoulli_scan(capsys, files):
    controls = "".join(f"{name} 5 2024/1/{day}\n" for name in "abcd" for day in range(1, 11))
    ran = scan(capsys, files(ctl=controls), "--model", "bernoulli", "--controls", files(ctl=controls)["ctl"])

    assert ran.json["clusters"][0]["locations"] == ["b", "a"]
    assert ran.json["clusters"][0]["expected"] == pytest.approx(72 / 272 * (20 + 16))


def test_cartesian_coordinates_are_measured_in_their_own_unit(capsys, files):
    made = files(geo="a 0 0\nb 0 900\nc 5000 5000\nd 5000 5900\n")
    narrow, wide = (
        scan(capsys, made, "--coordinates", "cartesian", "--max-radius-km", radius) for radius in ("899", "900")
    )

    assert [len(ran.json["clusters"][0]["locations"]) for ran in (narrow, wide)] == [1, 2]


@pytest.mark.parametrize(
    ("texts", "options", "words"),
    [
        ({"cas": "a 1 2024/1/1\nzz 1 2024/1/2\n"}, (), ["x.cas, line 2", "zz has no line in the coordinates file"]),
        ({"cas": "a 1 2023/1/1\n"}, (), ["x.cas, line 1", "outside the study period"]),
        ({"geo": "a 42.3\n"}, (), ["x.geo, line 1", "needs location, latitude and longitude"]),
        ({"geo": "a 242.3 -71\n"}, (), ["x.geo, line 1", "no place on earth"]),
        ({"cas": b"\xff\xfe\x00"}, (), ["x.cas"]),
        ({"cas": b"\x1f\x8b\x08\x00\x00\x00"}, (), ["x.cas"]),
        ({"cas": ""}, (), ["x.cas: it holds no line"]),
        ({"pop": "a 2024 100\n"}, ("poisson",), ["x.cas, line 11", "no population", "x.pop"]),
        ({"pop": "a 2024 100 old\n"}, ("poisson",), ["x.pop", "1 covariates", "both must have the same"]),
        ({"pop": "q 2024 100\n"}, ("poisson",), ["x.pop, line 1", "location q"]),
    ],
)
def test_every_refusal_names_file_line_reason_and_next_step(capsys, files, texts, options, words):
    made = files(**texts)
    model = ("--model", "poisson", "--population", made["pop"]) if options else ()
    ran = scan(capsys, made, *model)

    assert ran.exit_code == ScanFileError.exit_code
    assert all(word in ran.json["error"] for word in words), ran.json["error"]
    assert ran.json["next_step"]
    assert "Next step:" in ran.err


def test_a_file_that_is_not_there_is_named(capsys, files):
    made = files()
    made["geo"].unlink()
    ran = scan(capsys, made)

    assert ran.exit_code == ScanFileError.exit_code
    assert "x.geo: it cannot be read" in ran.json["error"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--model", "bernoulli"), "--controls"),
        (("--controls", "x"), "--controls"),
        (("--population", "x"), "--population"),
        (("--model", "poisson", "--adjust-weekdays"), "--adjust-weekdays"),
        (("--max-days", "0"), "--max-days"),
        (("--max-radius-km", "0"), "--max-radius-km"),
        (("--max-population-pct", "0"), "--max-population-pct"),
        (("--end", "2023-12-31"), "--end"),
        (("--start", "yesterday"), "--start"),
        (("--time-unit", "week"), "--time-unit"),
    ],
)
def test_options_that_do_not_fit_are_refused_as_a_matter_of_usage(capsys, files, options, reason):
    ran = scan(capsys, files(), *options)

    assert ran.exit_code == 2
    assert reason in ran.json["error"]


def test_help_and_a_refusal_load_no_compiler():
    code = "import sys, crt, crt_scan; assert 'numba' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[1])


def test_the_order_of_lines_changes_no_cluster(capsys, files):
    lines = CASES.splitlines(keepends=True)
    rng = np.random.default_rng(2)
    shuffled = files(cas="".join(rng.permutation(lines)), geo="".join(reversed(GEO.splitlines(keepends=True))))
    one, other = scan(capsys, shuffled).out, scan(capsys, files()).out

    def plain(text):
        return [
            (sorted(c["locations"]), c["start"], c["end"], c["observed"], round(c["log_likelihood_ratio"], 9))
            for c in json.loads(text)["clusters"]
        ]

    assert plain(one) == plain(other)


def test_a_long_span_of_days_is_scanned(capsys, files):
    days = [date(2023, 1, 1) + timedelta(days=n) for n in range(365)]
    made = files(cas="".join(f"{'abcd'[n % 4]} 1 {day:%Y/%m/%d}\n" for n, day in enumerate(days)) + "d 9 2023/12/31\n")
    ran = run_crt(
        capsys, "scan", made["cas"], made["geo"], "--start", "2023/1/1", "--end", "2023/12/31", "--adjust-weekdays",
        "--replications", "9", "--json",
    )  # fmt: skip

    assert ran.json["clusters"][0]["locations"] == ["d"]
    assert ran.json["clusters"][0]["start"] == "2023-12-30"  # d had its usual case then
