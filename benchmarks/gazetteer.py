"""How well places are found on the City's own addresses, and how fast beside rapidfuzz's token_sort_ratio.

`python -m benchmarks.gazetteer [FOLDER]`, FOLDER the City's 311 files (`../shared/data/boston311`). Four questions:

* a fifth of the addresses and corners of 2015 withheld, by what they mean and not by how they are spelled, so that no
  other spelling of one is left behind; the truth is where most of its tickets lie. Once for each of `SEEDS`;
* the 2015 tickets at the City Hall stand-in that have an address: how many get a place, from the tickets of 2015 alone
  and from all files of the folder. Where they truly were nobody knows, so nothing is said of metres;
* the same 2015 places as people write them, made up by `_note`: endings dropped or spelled out, no town, "corner of",
  "/", small letters, one in seven misspelled. Real notes were not to be had and will be harder;
* processor seconds for the same withheld texts, ours and `process.extractOne` with `token_sort_ratio` over the list of
  all known texts, in turn in one process; each with its list laid out before the clock starts.

Every question but the speed's is asked twice: of the tickets and the reviewed table alone, and with the City's parks,
stops, street lines and neighborhoods, read as `crt ingest` reads them.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from geo.crs import project_lonlat
from geo.frames import row_dicts
from geo.gazetteer import build_gazetteer
from geo.layer_places import add_layers
from geo.place_index import NEIGHBORHOODS
from geo.place_matching import SEVERAL, PlaceFinder
from geo.place_readings import read_places
from geo.place_text import read_street
from geo.points import project_coordinates
from pipelines.readers.boundaries import read_boundaries
from pipelines.readers.boundary_layers import KnownAreas
from pipelines.readers.layer_forms import layer_forms
from pipelines.readers.layers import read_layer
from pipelines.settings import PROJECT_ROOT, load_policy, load_reference, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.gazetteer import Gazetteer

SEEDS = (1, 2, 3, 4, 5)
SHARE_WITHHELD = 0.2
N_SLOW, N_ROUNDS = 40, 5
_LAYERS = (
    ("parks", "boundaries/open_space.geojson.gz"),
    ("streets", "boundaries/street_segments.geojson.gz"),
    ("transit_stops", "transit/mbta_stops_2023-04-24.csv"),
)
_YEAR = "legacy_2015_header_b.csv.gz"
_MEANING = ["kind", "house_number", "first_street", "second_street"]
_SENTINEL_LAT, _SENTINEL_LON, _TOLERANCE = 42.3594, -71.0587, 1e-4
_BOX = (-71.2, 42.2, -70.9, 42.42)
_SURE = (0, 60, 80, 90)
N_NOTES, SHARE_MISSPELLED = 3_000, 0.15
_SAME_M = 100.0
_HALF, _ONE_IN_THREE, _ONE_IN_FIVE = 0.5, 0.33, 0.2
_CORNER_FORMS = ["corner of {} and {}", "{} & {}", "{}/{}", "{} @ {}", "{} and {}", "{} at {}"]
_ENDINGS_SAID = {
    "St": ["Street", "St.", "st", ""],
    "Ave": ["Avenue", "Ave.", "av", ""],
    "Rd": ["Road", "rd", ""],
    "Sq": ["Square"],
    "Blvd": ["Boulevard", ""],
}


def main() -> None:
    """Print the three answers."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT_ROOT.parent / "shared" / "data" / "boston311"
    tickets = read_tickets(folder / _YEAR)
    named = read_named_places()
    labelled = labelled_points(tickets)
    readings = read_places(labelled["place_text"].unique())
    print(f"{_YEAR}: {len(tickets):,} tickets with a place text, {len(readings):,} texts")
    features = read_features(folder.parent)
    for seed in SEEDS:
        withheld = withhold(readings, seed)
        gazetteer = build_gazetteer(labelled[~labelled["place_text"].isin(withheld)], named, readings=readings)
        asked = labelled[labelled["place_text"].isin(withheld)]
        begun_s = time.process_time()
        with_layers = add_layers(gazetteer, features)
        layers_s = time.process_time() - begun_s
        _print_withheld(answer_withheld(PlaceFinder(gazetteer), asked, readings), seed=seed)
        print(f"with the layers ({layers_s:.1f} s of the processor):", end="")
        _print_withheld(answer_withheld(PlaceFinder(with_layers), asked, readings), seed=seed)
    known = [text for text in readings["place_text"] if text not in withheld]
    _print_speed(gazetteer, sorted(withheld), known)
    _print_speed(with_layers, sorted(withheld), known)
    lost = tickets.loc[tickets["is_sentinel"], "place_text"]
    everything = build_gazetteer(labelled, named, readings=readings)
    for words, known_places in (("2015 alone", everything), ("with the layers", add_layers(everything, features))):
        _print_notes(PlaceFinder(known_places), labelled, readings)
        _print_rescued(words, PlaceFinder(known_places), lost)
    all_labelled = labelled_points(pd.concat([read_tickets(file) for file in sorted(folder.glob("*.csv.gz"))]))
    _print_rescued("all files", PlaceFinder(build_gazetteer(all_labelled, named)), lost)


def read_named_places() -> pd.DataFrame:
    """Return the reviewed table, with `x_m`, `y_m` (EPSG:26986, metres)."""
    named = load_reference(project_paths().reference_dir, "named_places")
    return project_coordinates(named.astype({"lon": float, "lat": float, "radius_m": float}))


def read_features(shared_data: Path) -> pd.DataFrame:
    """Return the City's parks, stops, street lines and neighborhoods, as `geo.layer_places.add_layers` takes them."""
    reference_dir = project_paths().reference_dir
    policy = load_policy(reference_dir)
    known = KnownAreas(
        district_codes=frozenset(load_reference(reference_dir, "districts")["district_code"]),
        neighborhood_names=frozenset(load_reference(reference_dir, "neighborhoods")["neighborhood_name"]),
        west=policy.city_min_lon,
        south=policy.city_min_lat,
        east=policy.city_max_lon,
        north=policy.city_max_lat,
    )
    forms = layer_forms(load_reference(reference_dir, "layers").to_dict("records"))
    read = [
        read_layer(file, (shared_data / file).read_bytes(), form=forms[code], known=known) for code, file in _LAYERS
    ]
    parts = [result.accepted.to_pandas() for results in read for result in results]
    file = shared_data / "boundaries" / "neighborhoods.geojson.gz"
    (areas,) = read_boundaries(file.name, file.read_bytes(), known=known)
    lines = areas.accepted.to_pandas().rename(columns={"area_name": "feature_name"})
    told = pd.concat([*parts, lines[lines["layer_code"] == NEIGHBORHOODS]], ignore_index=True)
    shapes = pd.Series(shapely.from_wkb(told["geom_wkb"].to_numpy()), index=told.index, dtype=object)
    return told[["layer_code", "feature_name"]].assign(shape=shapes)


def read_tickets(file: Path) -> pd.DataFrame:
    """Return `place_text`, `lon`, `lat` and `is_sentinel` of a file's tickets that have a text."""
    by_lower = {name.lower(): name for name in pd.read_csv(file, nrows=0).columns}
    text = by_lower.get("location") or by_lower["full_address"]
    wanted = {text: "place_text", by_lower["longitude"]: "lon", by_lower["latitude"]: "lat"}
    rows = pd.read_csv(file, usecols=[*wanted], dtype="str").rename(columns=wanted)
    rows["place_text"] = rows["place_text"].str.strip().replace("", None)
    rows = rows.dropna(subset="place_text")
    for name in ("lon", "lat"):
        rows[name] = pd.to_numeric(rows[name], errors="coerce")
    off = (rows["lat"] - _SENTINEL_LAT).abs().lt(_TOLERANCE) & (rows["lon"] - _SENTINEL_LON).abs().lt(_TOLERANCE)
    return rows.assign(is_sentinel=off)


def labelled_points(tickets: pd.DataFrame) -> pd.DataFrame:
    """Return what `build_gazetteer` is made from: the texts of tickets with a usable coordinate in the city's box."""
    west, south, east, north = _BOX
    placed = tickets[
        ~tickets["is_sentinel"] & tickets["lon"].between(west, east) & tickets["lat"].between(south, north)
    ]
    x_m, y_m = project_lonlat(placed["lon"], placed["lat"])
    counted = placed.assign(x_m=x_m, y_m=y_m).groupby(["place_text", "x_m", "y_m"]).size()
    return counted.reset_index(name="n_tickets")


def withhold(readings: pd.DataFrame, seed: int) -> set[str]:
    """Return all texts of a fifth of the addresses and corners."""
    told = readings[readings["kind"] != "name"]
    meanings = told[_MEANING].drop_duplicates(ignore_index=True)
    drawn = meanings[np.random.default_rng(seed).random(len(meanings)) < SHARE_WITHHELD]
    return set(told.merge(drawn, on=_MEANING)["place_text"])


def answer_withheld(finder: PlaceFinder, points: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return by withheld text its `kind`, `how`, `confidence` and how far off the answer is (`off_m`; NaN: none)."""
    truth = points.sort_values("n_tickets").drop_duplicates("place_text", keep="last").merge(readings, on="place_text")
    best = [finder.find(text).best for text in truth["place_text"]]
    return pd.DataFrame(
        {
            "kind": truth["kind"],
            "how": [one.how if one else "none" for one in best],
            "confidence": [one.confidence if one else 0.0 for one in best],
            "off_m": [
                np.hypot(one.x_m - x_m, one.y_m - y_m) if one else np.nan
                for one, x_m, y_m in zip(best, truth["x_m"], truth["y_m"], strict=True)
            ],
        }
    )


def _print_withheld(found: pd.DataFrame, *, seed: int) -> None:
    print(f"\nwithheld, seed {seed}: {_told(found)}")
    if seed == SEEDS[-1]:
        for column in ("kind", "how"):
            for name, part in found.groupby(column):
                print(f"  {name}: {_told(part)}")
        bands = pd.cut(found["confidence"], [*_SURE, 100], right=False)
        for band, part in found[found["off_m"].notna()].groupby(bands, observed=True):
            print(f"  confidence {band.left:.0f} to {band.right:.0f}: {_told(part)}")


def _told(found: pd.DataFrame) -> str:
    matched = found["off_m"].dropna()
    if matched.empty:
        return f"{len(found):,} texts, none matched"
    return (
        f"{len(found):,} texts, {len(matched) / len(found):.1%} matched; of these median {matched.median():.0f} m, "
        f"{matched.le(100).mean():.1%} within 100 m, {matched.gt(500).mean():.2%} over 500 m"
    )


def _print_notes(finder: PlaceFinder, points: pd.DataFrame, readings: pd.DataFrame) -> None:
    rng = np.random.default_rng(SEEDS[0])
    truth = points.sort_values("n_tickets").drop_duplicates("place_text", keep="last").merge(readings, on="place_text")
    rows = []
    for place in row_dicts(truth[truth["kind"] != "name"].sample(N_NOTES, random_state=SEEDS[0])):
        is_misspelled = bool(rng.random() < SHARE_MISSPELLED)
        answer = finder.find(_note(place, rng, is_misspelled=is_misspelled))
        off_m = [float(np.hypot(one.x_m - place["x_m"], one.y_m - place["y_m"])) for one in answer.candidates]
        is_asked = answer.how == SEVERAL
        is_among = bool(off_m) and min(off_m) <= _SAME_M
        rows.append((is_misspelled, is_asked, is_asked and is_among, off_m[0] if answer.best else np.nan))
    found = pd.DataFrame(rows, columns=["is_misspelled", "is_asked", "is_asked_rightly", "off_m"])
    print("as people write them: " + _told(found))
    print(f"  misspelled: {_told(found[found['is_misspelled']])}")
    asked, rightly = found["is_asked"].mean(), found["is_asked_rightly"].sum() / found["is_asked"].sum()
    print(f"  asked back: {asked:.1%}, the right place among the candidates in {rightly:.1%} of these\n")


def _note(place: dict[str, Any], rng: np.random.Generator, *, is_misspelled: bool) -> str:
    """Return a place as it might stand in a log."""
    first = _said(place["first_label"], rng)
    text = f"{place['house_number']} {first}"
    if place["kind"] == "intersection":
        text = str(rng.choice(_CORNER_FORMS)).format(first, _said(place["second_label"], rng))
    if is_misspelled:
        at = int(rng.choice([i for i in range(1, len(text)) if text[i].isalpha()]))
        swapped = text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        text = str(rng.choice([text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], swapped]))
    if rng.random() < _ONE_IN_FIVE:
        text = f"near {text}"
    towns = [hint for hint in place["hints"].split("|") if hint and not hint.isdigit()]
    if towns and rng.random() < _ONE_IN_THREE:
        text = f"{text}, {towns[0]}"
    return text.lower() if rng.random() < _HALF else text


def _said(street: str, rng: np.random.Generator) -> str:
    *name, ending = street.split()
    if name and rng.random() < _HALF:
        ending = str(rng.choice(_ENDINGS_SAID.get(ending, [ending])))
    said = " ".join([*name, ending]).strip()
    return said.replace("Massachusetts Ave", "Mass Ave").replace("Commonwealth Ave", "Comm Ave")


def confidences(finder: PlaceFinder, texts: pd.Series) -> pd.Series:
    """Return the confidence of the best answer to each text, 0 where there is none."""
    answers = {text: finder.find(text).best for text in texts.unique()}
    return texts.map({text: best.confidence if best else 0.0 for text, best in answers.items()})


def _print_rescued(what: str, finder: PlaceFinder, lost: pd.Series) -> None:
    sure = confidences(finder, lost)
    print(f"at City Hall, {what}: {len(lost):,} tickets with a text, {sure.gt(0).mean():.1%} get a place, ", end="")
    print(f"{sure.ge(_SURE[2]).mean():.1%} at a confidence of {_SURE[2]} or more")


def _print_speed(gazetteer: Gazetteer, texts: Sequence[str], known: Sequence[str]) -> None:
    rates = measure_speed(gazetteer, texts, known, n_rounds=N_ROUNDS)
    print()
    for ours, peer in rates:
        print(f"{ours:,.0f} texts a processor second, token_sort_ratio {peer:,.0f}: {ours / peer:,.0f} times")
    ratios = [ours / peer for ours, peer in rates]
    print(
        f"{len(known):,} known texts, median of {N_ROUNDS}: {np.median(ratios):,.0f} times (worst {min(ratios):,.0f})\n"
    )


def measure_speed(
    gazetteer: Gazetteer, texts: Sequence[str], known: Sequence[str], *, n_rounds: int
) -> list[tuple[float, float]]:
    """Return by round how many texts a processor second ours and `token_sort_ratio` answer, in turn."""
    drawn = np.random.default_rng(SEEDS[0]).permutation(len(texts))
    rates = []
    for round_no in range(n_rounds):
        few = [texts[i] for i in drawn[round_no * N_SLOW : (round_no + 1) * N_SLOW]]
        # What a first question makes and a second one finds is thrown away: each round begins as cold.
        finder = PlaceFinder(gazetteer)
        read_street.cache_clear()
        ours_s = _processor_s(finder.find, texts) / len(texts)
        peer_s = _processor_s(partial(process.extractOne, choices=known, scorer=fuzz.token_sort_ratio), few) / len(few)
        rates.append((1 / ours_s, 1 / peer_s))
    return rates


def _processor_s(find: Callable[[str], object], texts: Sequence[str]) -> float:
    start = time.process_time()
    for text in texts:
        find(text)
    return time.process_time() - start


if __name__ == "__main__":
    main()
