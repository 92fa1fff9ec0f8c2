"""The numbered map for paper: an SVG without tiles and without colours, in metres of the working CRS.

Shape and number carry everything: pale ground where tickets were ever opened, thin broken district lines, a numbered
ring for each place, a scale and an arrow to the north. A printer without colour loses nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from dashboard.paper.glyphs import drawable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_CELL_M = 120.0
_MARGIN_SHARE = 0.07
_LEAST_SIDE_M = 1200.0
_RING_PT = 6.6
_GAP_PT = 0.8
# Under the places, for the scale.
_FOOT_PT = 15.0
_N_PUSHES = 300
# Of pairs of rings in all: where there are hundreds of places they cannot lie apart on a page anyway.
_MOST_PAIRS = 500_000
_NEAR_NOTHING = 1e-6
# Of the places at most this share lies beyond the edge, and each must make the others a sixth larger.
_FAR_SHARE, _FAR_COST = 0.15, 1.17
# The golden angle, in radians: however many rings lie on one spot, no two part in the same direction.
_TURN = 2.399963
_METRES_A_MILE = 1609.344
_SCALE_MILES = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
_THIN = 'fill="none" stroke="#000" stroke-width="0.9"'
_HALO = 'stroke="#fff" stroke-width="1.6" paint-order="stroke"'
_FONT = 'font-family="Libertinus Serif"'
_LABEL = f'{_FONT} font-size="7.4" font-style="italic" fill="#333" text-anchor="middle"'


@dataclass(frozen=True)
class MarkedPlace:
    """A place on the map: its number on the list, its name, its point in EPSG:26986 metres."""

    number: int
    name: str
    x_m: float
    y_m: float


@dataclass(frozen=True)
class Label:
    """A word on the map, centred on its point in EPSG:26986 metres."""

    words: str
    x_m: float
    y_m: float


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under the numbers, in EPSG:26986 metres.

    `built` is where tickets were ever opened, `lines` what divides the districts (`dividing_lines`); `labels` are the
    neighborhoods, the most important first.
    """

    built: shapely.Geometry
    lines: shapely.Geometry = field(default_factory=shapely.MultiLineString)
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True)
class StreetMap:
    """A drawn map: the SVG, its size in points, and what it shows in words for whoever cannot see it."""

    svg: str
    width_pt: float
    height_pt: float
    alt: str

    def as_told(self) -> dict[str, str | float]:
        """Return it as the templates read it."""
        return {"svg": self.svg, "width": self.width_pt, "height": self.height_pt, "alt": self.alt}


def built_ground(x_m: np.ndarray, y_m: np.ndarray) -> shapely.Geometry:
    """Return where tickets were ever opened, as squares of 120 m run together: the city's own shape.

    Parameters
    ----------
    x_m, y_m
        Distinct places, EPSG:26986 metres, any order.
    """
    cells = np.unique(np.column_stack((x_m, y_m)) // _CELL_M, axis=0) * _CELL_M
    squares = shapely.box(cells[:, 0], cells[:, 1], cells[:, 0] + _CELL_M, cells[:, 1] + _CELL_M)
    return shapely.union_all(squares)


def dividing_lines(outlines: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the edges of areas, each once: two neighbours' broken lines over each other would look whole.

    Parameters
    ----------
    outlines
        Polygons, EPSG:26986 metres; one that crosses itself is mended.
    """
    edges = shapely.boundary(shapely.make_valid(np.array(outlines, dtype=object)))
    return shapely.line_merge(shapely.union_all(edges))


def draw_map(
    places: Sequence[MarkedPlace], ground: Ground, *, area: shapely.Geometry | None, width_pt: float, height_pt: float
) -> StreetMap | None:
    """Draw the numbered map.

    Parameters
    ----------
    places
        The places to number, in the order of the list.
    ground
        What lies under them.
    area
        What the map is of, EPSG:26986 metres: a district. It is drawn with a stronger line and lies within the frame;
        None frames the places alone.
    width_pt, height_pt
        The most room there is, in points; the map is as wide as that and no higher.

    Returns
    -------
    The map; None where there is nothing to frame.
    """
    points_m = np.array([(place.x_m, place.y_m) for place in places], dtype=float).reshape(-1, 2)
    if area is None and not places:
        return None
    is_far = np.zeros(len(places), dtype=bool) if area is not None else _far(points_m, height_pt / width_pt)
    framed = [*shapely.points(points_m[~is_far]), *([] if area is None else [area])]
    sheet = _Sheet.around(shapely.total_bounds(framed), width_pt=width_pt, height_pt=height_pt)
    at = [sheet.on_paper(x, y) for x, y in points_m.tolist()]
    rings = _apart(np.array([sheet.within(*point) for point in at], dtype=float).reshape(-1, 2), sheet)
    drawn = [
        _shape(ground.built, sheet, 'fill="#e4e4e4" stroke="none" fill-rule="evenodd"'),
        _shape(ground.lines, sheet, 'fill="none" stroke="#777" stroke-width="0.6" stroke-dasharray="2.4 1.8"'),
        "" if area is None else _shape(area, sheet, 'fill="none" stroke="#000" stroke-width="1.1"'),
        *_words(ground.labels, sheet, rings),
        *_scale(sheet),
        _north(sheet),
        *(
            _arrow(point, ring) if beyond else _leader(point, ring)
            for point, ring, beyond in zip(at, rings, is_far, strict=True)
            if beyond or math.dist(point, ring) > _RING_PT / 2
        ),
        *(_ring(place.number, ring) for place, ring in zip(places, rings, strict=True)),
    ]
    size = f'width="{sheet.width_pt:.1f}" height="{sheet.height_pt:.1f}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {sheet.width_pt:.1f} {sheet.height_pt:.1f}">'
        f'<clipPath id="frame"><rect {size}/></clipPath><g clip-path="url(#frame)">{"".join(drawn)}</g>'
        f'<rect x="0.3" y="0.3" width="{sheet.width_pt - 0.6:.1f}" height="{sheet.height_pt - 0.6:.1f}" fill="none" '
        'stroke="#000" stroke-width="0.6"/></svg>'
    )
    return StreetMap(svg, sheet.width_pt, sheet.height_pt, _alt(places, is_far))


@dataclass(frozen=True)
class _Sheet:
    """A piece of paper and the ground it shows: its upper left corner, and points of paper to a metre."""

    west_m: float
    north_m: float
    pt_a_metre: float
    width_pt: float
    height_pt: float

    @classmethod
    def around(cls, bounds: np.ndarray, *, width_pt: float, height_pt: float) -> _Sheet:
        west, south, east, north = bounds.tolist()
        across_m, up_m = max(east - west, _LEAST_SIDE_M), max(north - south, _LEAST_SIDE_M)
        # The rings stand over their points, so the margin holds at least one of them.
        inner = 1 - 2 * _MARGIN_SHARE
        pt_a_metre = min(width_pt * inner / across_m, (height_pt - _FOOT_PT) * inner / up_m)
        height = min(height_pt, up_m * pt_a_metre / inner + _FOOT_PT)
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        return cls(
            west_m=middle_x - width_pt / 2 / pt_a_metre,
            north_m=middle_y + (height - _FOOT_PT) / 2 / pt_a_metre,
            pt_a_metre=pt_a_metre,
            width_pt=width_pt,
            height_pt=height,
        )

    def on_paper(self, x_m: float, y_m: float) -> tuple[float, float]:
        return (x_m - self.west_m) * self.pt_a_metre, (self.north_m - y_m) * self.pt_a_metre

    def within(self, x: float, y: float) -> tuple[float, float]:
        """Return the nearest spot of the paper that holds a whole ring and its arrow."""
        edge = _RING_PT + 6.5
        return (
            min(max(x, edge), self.width_pt - edge),
            min(max(y, edge), self.height_pt - _FOOT_PT - edge),
        )

    def ground(self, *, beyond_pt: float) -> shapely.Geometry:
        """Return the ground that the paper shows, and some beyond its edge, so that no line is drawn along the edge."""
        beyond_m = beyond_pt / self.pt_a_metre
        across_m, up_m = self.width_pt / self.pt_a_metre, self.height_pt / self.pt_a_metre
        return shapely.box(
            self.west_m - beyond_m,
            self.north_m - up_m - beyond_m,
            self.west_m + across_m + beyond_m,
            self.north_m + beyond_m,
        )


def _far(points_m: np.ndarray, shape: float) -> np.ndarray:
    """Return which places are left beyond the edge: few that lie so far out that they make all others unreadable.

    Parameters
    ----------
    points_m
        Shape (n, 2), EPSG:26986 metres.
    shape
        The paper's height by its width.
    """
    away_m = np.hypot(*(points_m - np.median(points_m, axis=0)).T)
    outermost = np.argsort(-away_m, kind="stable")
    n_most = int(len(points_m) * _FAR_SHARE)
    costs = []
    for n_out in range(n_most + 1):
        across_m, up_m = np.ptp(points_m[outermost[n_out:]], axis=0)
        costs.append(max(across_m, up_m / shape, _LEAST_SIDE_M) * _FAR_COST**n_out)
    is_far = np.zeros(len(points_m), dtype=bool)
    is_far[outermost[: int(np.argmin(costs))]] = True
    return is_far


def _apart(points: np.ndarray, sheet: _Sheet) -> np.ndarray:
    """Return where each ring is drawn: at its point, or beside it so that no two rings cover each other.

    Parameters
    ----------
    points
        Shape (n, 2), points of paper.
    """
    if len(points) == 0:
        return points
    # Two rings on one spot must part in some direction: by their order, so that it is always the same.
    turns = np.arange(len(points)) * _TURN
    parting = np.column_stack((np.cos(turns), np.sin(turns)))[:, None, :] * _NEAR_NOTHING
    least = 2 * _RING_PT + _GAP_PT
    lower = np.array([_RING_PT + 1, _RING_PT + 1])
    upper = np.array([sheet.width_pt, sheet.height_pt - _FOOT_PT]) - _RING_PT - 1
    rings = points.copy()
    for _ in range(min(_N_PUSHES, _MOST_PAIRS // len(points) ** 2 + 1)):
        between = rings[:, None, :] - rings[None, :, :]
        between = between + np.where(np.abs(between).sum(axis=2, keepdims=True) < _NEAR_NOTHING, parting, 0.0)
        distance = np.maximum(np.hypot(between[..., 0], between[..., 1]), _NEAR_NOTHING)
        np.fill_diagonal(distance, np.inf)
        overlap = np.clip(least - distance, 0, None)
        if not overlap.any():
            break
        push = (between / distance[..., None] * overlap[..., None] * 0.5).sum(axis=1)
        rings = np.clip(rings + 0.6 * push, lower, upper)
    return rings


def _shape(shape: shapely.Geometry, sheet: _Sheet, look: str) -> str:
    shown = shapely.intersection(shapely.make_valid(shape), sheet.ground(beyond_pt=30))
    paths = []
    # Twice, because a mended outline can hold several in one.
    for part in shapely.get_parts(shapely.get_parts(shown)):
        if part.geom_type == "Polygon":
            paths += [_path(ring, sheet) for ring in (part.exterior, *part.interiors)]
        elif part.geom_type == "LineString":
            paths.append(_path(part, sheet))
    return f'<path d="{"".join(paths)}" {look}/>' if paths else ""


def _path(line: shapely.Geometry, sheet: _Sheet) -> str:
    points = [sheet.on_paper(x, y) for x, y in shapely.get_coordinates(line)]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _words(labels: Sequence[Label], sheet: _Sheet, rings: np.ndarray) -> list[str]:
    """Write the labels that find room beside the rings and each other, the most important first."""
    taken = [(x - _RING_PT, y - _RING_PT, x + _RING_PT, y + _RING_PT) for x, y in rings.tolist()]
    written = []
    for label in labels:
        words = drawable_text(label.words)
        x, y = sheet.on_paper(label.x_m, label.y_m)
        half, high = 1.75 * len(words), 4.0
        for down in (0.0, -9.0, 9.0, -18.0, 18.0):
            box = (x - half, y + down - high, x + half, y + down + high)
            is_inside = box[0] > 0 and box[1] > 0 and box[2] < sheet.width_pt and box[3] < sheet.height_pt - _FOOT_PT
            if is_inside and not any(_cover(box, other) for other in taken):
                taken.append(box)
                written.append(f'<text x="{x:.1f}" y="{y + down + 2.2:.1f}" {_LABEL} {_HALO}>{escape(words)}</text>')
                break
    return written


def _cover(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _leader(point: tuple[float, float], ring: np.ndarray) -> str:
    (x, y), (to_x, to_y) = point, ring.tolist()
    return (
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="#000" stroke-width="0.7"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.4" fill="#000"/>'
    )


def _arrow(point: tuple[float, float], ring: np.ndarray) -> str:
    """Draw which way a place lies that is beyond the edge."""
    turn = math.degrees(math.atan2(point[1] - ring[1], point[0] - ring[0]))
    x, y = ring.tolist()
    there = f"translate({x:.1f} {y:.1f}) rotate({turn:.0f})"
    return f'<path d="M0 -4.5L{_RING_PT + 5.4} 0L0 4.5z" transform="{there}" fill="#000"/>'


def _ring(number: int, ring: np.ndarray) -> str:
    x, y = ring.tolist()
    two_digits = 2
    size = 8.6 if len(str(number)) <= two_digits else 6.4
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RING_PT}" fill="#fff" stroke="#000" stroke-width="0.9"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.33:.1f}" {_FONT} font-size="{size}" font-weight="bold" '
        f'text-anchor="middle">{number}</text>'
    )


def _scale(sheet: _Sheet) -> list[str]:
    most_pt = sheet.width_pt * 0.4
    fitting = [miles for miles in _SCALE_MILES if miles * _METRES_A_MILE * sheet.pt_a_metre <= most_pt]
    miles = fitting[-1] if fitting else _SCALE_MILES[0]
    long_pt = miles * _METRES_A_MILE * sheet.pt_a_metre
    x, y = 8.0, sheet.height_pt - 7.0
    said = f"{miles:g} mile ({miles * _METRES_A_MILE:,.0f} m)"
    width = max(long_pt, 3.6 * len(said)) + 8
    return [
        f'<rect x="{x - 4:.1f}" y="{y - 11:.1f}" width="{width:.1f}" height="15" fill="#fff" fill-opacity="0.85"/>',
        f'<path d="M{x:.1f} {y - 2.5:.1f}V{y:.1f}H{x + long_pt:.1f}V{y - 2.5:.1f}" {_THIN}/>',
        f'<text x="{x:.1f}" y="{y - 4:.1f}" {_FONT} font-size="7">{said}</text>',
    ]


def _north(sheet: _Sheet) -> str:
    x, y = sheet.width_pt - 12.0, 9.0
    return (
        f'<circle cx="{x:.1f}" cy="{y + 7:.1f}" r="10.5" fill="#fff" fill-opacity="0.85"/>'
        f'<path d="M{x:.1f} {y:.1f}l3.2 8.4l-3.2 -2l-3.2 2z" fill="#000"/>'
        f'<text x="{x:.1f}" y="{y + 15:.1f}" {_FONT} font-size="7" font-weight="bold" text-anchor="middle">N</text>'
    )


def _alt(places: Sequence[MarkedPlace], is_far: np.ndarray) -> str:
    if not places:
        return "Map without a numbered place."
    named = ", ".join(f"{place.number} {place.name}" for place in places)
    beyond = ", ".join(str(place.number) for place, far in zip(places, is_far, strict=True) if far)
    told = f" Beyond the map's edge, where an arrow points to it: {beyond}." if beyond else ""
    return f"Map of the places by their numbers, as in the list: {named}.{told}"
