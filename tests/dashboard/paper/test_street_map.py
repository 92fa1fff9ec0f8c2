from __future__ import annotations

import itertools
import math
import re
from xml.dom import minidom

import numpy as np
import pytest
import shapely

from dashboard.paper.street_map import Ground, Label, MarkedPlace, built_ground, dividing_lines, draw_map

EMPTY = Ground(shapely.Polygon())
WIDTH, HEIGHT = 262.0, 215.0


def drawn(places, ground=EMPTY, area=None):
    return draw_map(places, ground, area=area, width_pt=WIDTH, height_pt=HEIGHT)


def places_at(*points):
    return [MarkedPlace(number, f"Place {number}", x, y) for number, (x, y) in enumerate(points, start=1)]


def rings(svg):
    circles = [node for node in elements(svg, "circle") if node.getAttribute("fill") == "#fff"]
    return [
        (float(node.getAttribute("cx")), float(node.getAttribute("cy")))
        for node in circles
        if node.getAttribute("stroke")
    ]


def texts(svg):
    return ["".join(child.data for child in node.childNodes) for node in elements(svg, "text")]


def elements(svg, name):
    # Our own text; what is wrong in it fails here.
    return minidom.parseString(svg).getElementsByTagName(name)  # noqa: S318


def test_each_place_has_its_number_once_and_the_words_for_whoever_cannot_see_it_name_them_all():
    told = drawn(places_at((236_000, 900_000), (237_500, 901_000), (235_100, 899_000)))

    assert [text for text in texts(told.svg) if text.isdigit()] == ["1", "2", "3"]
    assert told.alt == "Map of the places by their numbers, as in the list: 1 Place 1, 2 Place 2, 3 Place 3."


@pytest.mark.parametrize(
    "points",
    [
        pytest.param([(236_000.0, 900_000.0)] * 12, id="twelve places on one spot"),
        pytest.param([(236_000 + 30 * at, 900_000 + 17 * (at % 5)) for at in range(40)], id="forty in a row"),
        pytest.param([(236_000, 900_000), (246_000, 912_000), (236_010, 900_000)], id="two near, one far"),
    ],
)
def test_no_ring_covers_another_and_none_leaves_the_paper(points):
    told = drawn(places_at(*points))

    at = rings(told.svg)
    assert len(at) == len(points)
    assert min(math.dist(one, other) for one, other in itertools.combinations(at, 2)) > 12
    assert all(6 < x < told.width_pt - 6 and 6 < y < told.height_pt - 6 for x, y in at)


def test_a_ring_that_was_moved_is_led_back_to_its_place():
    told = drawn(places_at((236_000, 900_000), (236_000, 900_000)))

    assert told.svg.count('r="1.4"') == 2


def test_north_is_up_east_is_right_and_the_scale_is_that_of_the_ground():
    told = drawn(places_at((236_000, 900_000), (239_000, 901_500)))

    (x1, y1), (x2, y2) = rings(told.svg)
    assert x2 > x1
    assert y2 < y1
    pt_a_metre = math.dist((x1, y1), (x2, y2)) / math.dist((236_000, 900_000), (239_000, 901_500))
    said = next(text for text in texts(told.svg) if "mile" in text)
    metres = float(re.search(r"\(([\d,]+) m\)", said)[1].replace(",", ""))
    bar = re.search(r"M([\d.]+) [\d.]+V[\d.]+H([\d.]+)V", told.svg)
    assert (float(bar[2]) - float(bar[1])) / metres == pytest.approx(pt_a_metre, rel=0.02)


def test_nothing_on_it_needs_colour():
    ground = Ground(
        built_ground(np.array([236_000.0, 236_500.0]), np.array([900_000.0, 900_000.0])),
        dividing_lines([shapely.box(235_000, 899_000, 237_000, 901_000)]),
        (Label("Old Town", 236_400, 900_400),),
    )
    told = drawn(places_at((236_000, 900_000)), ground, shapely.box(235_500, 899_500, 236_500, 900_500))

    colours = set(re.findall(r"#([0-9a-f]{3,6})\b", told.svg))
    assert colours
    assert all(len(set(re.findall(".." if len(colour) == 6 else ".", colour))) == 1 for colour in colours)


def test_names_of_the_city_are_text_whatever_signs_they_hold_and_cover_no_number():
    name = "<script>\"&'</script> 中"
    labels = (Label(name, 236_000, 901_000), Label("Under a number", 236_000, 900_000))
    told = drawn(places_at((236_000, 900_000), (237_500, 902_000)), Ground(shapely.Polygon(), labels=labels))

    assert "<script>\"&'</script> [U+4E2D]" in texts(told.svg)


def test_a_district_is_framed_whole_even_without_a_place_and_nothing_at_all_is_no_map():
    district = shapely.box(230_000, 895_000, 236_000, 899_000)

    told = drawn([], area=district)

    assert told.alt == "Map without a numbered place."
    edge = re.search(r'<path d="M([^"]+)" fill="none" stroke="#000" stroke-width="1.1"', told.svg)[1]
    points = [tuple(map(float, point.split())) for point in edge.split("L")]
    assert all(0 < x < told.width_pt and 0 < y < told.height_pt for x, y in points)
    assert drawn([]) is None


def test_the_ground_is_where_tickets_were_opened_run_together():
    x_m, y_m = np.array([100.0, 130.0, 1_000.0]), np.array([100.0, 100.0, 100.0])

    ground = built_ground(x_m, y_m)

    assert len(shapely.get_parts(ground)) == 2
    assert all(ground.covers(shapely.Point(x, y)) for x, y in zip(x_m, y_m, strict=True))


def test_a_place_so_far_out_that_it_would_squeeze_the_others_is_pointed_at_from_the_edge_and_the_words_say_so():
    near = [(236_000 + 200.0 * at, 900_000 + 150.0 * (at % 4)) for at in range(9)]

    told = drawn(places_at(*near, (236_800, 880_000)))

    at = rings(told.svg)
    assert len(at) == 10
    assert np.ptp([x for x, _ in at[:9]]) > told.width_pt / 2
    assert all(6 < x < told.width_pt - 6 and 6 < y < told.height_pt - 6 for x, y in at)
    # South is 90 degrees in a drawing whose y grows downwards.
    assert re.findall(r"rotate\((-?\d+)\)", told.svg) == ["90"]
    assert told.alt.endswith("Beyond the map's edge, where an arrow points to it: 10.")


def test_where_all_places_lie_far_apart_none_is_left_beyond_the_edge():
    told = drawn(places_at(*((236_000 + 3_000.0 * at, 900_000 + 3_000.0 * (at % 5)) for at in range(20))))

    assert "rotate" not in told.svg


def test_lines_of_the_city_that_cross_themselves_are_drawn_all_the_same():
    bow = shapely.Polygon([(235_000, 899_000), (237_000, 901_000), (237_000, 899_000), (235_000, 901_000)])
    assert not bow.is_valid

    told = drawn(places_at((236_000, 900_000)), Ground(shapely.Polygon(), dividing_lines([bow])), bow)

    assert told.svg.count("M") > 2


def test_a_line_between_two_districts_is_drawn_once():
    left, right = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)

    assert dividing_lines([left, right]).length == 70
    assert dividing_lines([]).is_empty
