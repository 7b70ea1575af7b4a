"""The map's ground: frames and coasts."""

from __future__ import annotations

import re

import pytest

from communique.web.outline import WIDTH, WORLD, Frame, frame_of, path

KABUL, DOHA, WASHINGTON, SUVA = (69.2, 34.5), (51.5, 25.3), (-77.0, 38.9), (178.4, -18.1)


@pytest.mark.parametrize(
    "points", [[KABUL], [KABUL, DOHA], [KABUL, DOHA, WASHINGTON], [SUVA], [(0.0, 89.0)]]
)
def test_a_frame_holds_its_points_with_room_around_them(points: list[tuple[float, float]]) -> None:
    frame = frame_of(points)
    for longitude, latitude in points:
        assert 0 < frame.x(longitude) < WIDTH
        if latitude < 84:
            assert 0 < frame.y(latitude) < frame.height


def test_no_points_and_points_all_over_are_the_world() -> None:
    assert frame_of([]) == WORLD
    assert frame_of([(-170.0, 0.0), (170.0, 10.0)]) == WORLD


def test_north_is_up_and_east_is_right() -> None:
    frame = frame_of([KABUL, DOHA])
    assert frame.x(KABUL[0]) > frame.x(DOHA[0])
    assert frame.y(KABUL[1]) < frame.y(DOHA[1])


def drawn(frame: Frame) -> list[list[tuple[float, float]]]:
    """The lines of the land as points."""
    found = []
    for line in filter(None, path(frame, "land").split("Z")):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", line)]
        x, y = numbers[0], numbers[1]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def inside(point: tuple[float, float], polygon: list[tuple[float, float]]) -> bool:
    """Ray casting."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("place", "land"),
    [
        (KABUL, True),
        (WASHINGTON, True),
        ((15.3, -4.4), True),  # Kinshasa
        ((-30.0, 30.0), False),  # the Atlantic
        ((65.0, 15.0), False),  # the Arabian Sea
        ((5.0, 39.0), False),  # the western Mediterranean
    ],
)
@pytest.mark.parametrize("frame", [WORLD, None])
def test_cities_stand_on_land_and_the_sea_is_sea(
    place: tuple[float, float], land: bool, frame: Frame | None
) -> None:
    seen = frame or frame_of([place])
    point = (seen.x(place[0]), seen.y(place[1]))
    assert any(inside(point, polygon) for polygon in drawn(seen)) is land


def test_beyond_the_date_line_the_world_goes_on() -> None:
    frame = frame_of([(179.0, 65.0)])  # Chukotka: land on both sides of 180°
    assert frame.east > 180
    point = (frame.x(181.0), frame.y(66.5))
    assert any(inside(point, polygon) for polygon in drawn(frame))


def test_paths_hold_nothing_but_a_path() -> None:
    for shape in ("land", "lakes", "borders"):
        assert re.fullmatch(r"[MlZ0-9. e-]*", path(WORLD, shape))
