"""Vega-Lite specifications of the room's charts.

They name no colours: the browser's script puts in those of the page's look, light or dark. Every
chart has a table beside it that says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from communique.web.bundle import BundleError, bundle_name

if TYPE_CHECKING:
    from communique.web.periods import Series

QUADS = (
    "verbal cooperation",
    "material cooperation",
    "verbal conflict",
    "material conflict",
)
SHAPES = ("circle", "square", "triangle-up", "diamond")
DASHES = ([1, 0], [1, 0], [5, 3], [2, 2])
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name; nothing is fetched from it


def script_name() -> str | None:
    """The charts' script under ``/static/``; None where it cannot be had."""
    try:
        return bundle_name()
    except BundleError:
        return None


def curves(
    series: Series, by: Literal["week", "month"], directions: Sequence[str]
) -> dict[str, Any]:
    """Curves of what passed between two parties, one panel a direction, one line a quad class.

    The ``series`` goes along as it is, as the value ``series`` of the specification: ``charts.js``
    puts points in its place with ``period``, ``direction``, ``quad``, ``n``, ``words``,
    ``description`` and ``href`` (where the events behind it stand; none for zero).
    """
    most = max((n for line in series.lines for n in line.counts), default=1)
    legend = {"orient": "top", "columns": 2, "labelLimit": 240}

    def by_quad(looks: list[Any]) -> dict[str, Any]:
        scale = {"domain": list(QUADS), "range": looks}
        return {"field": "quad", "type": "nominal", "title": None, "scale": scale, "legend": legend}

    colour = by_quad([f"var:quad-{i}" for i in range(1, 5)])
    x = {
        "field": "period",
        "type": "temporal",
        "title": None,
        "axis": {
            "format": "%d %b %Y" if by == "week" else "%b %Y",
            "labelAngle": 0,
            "tickCount": 6,
        },
        "scale": {"type": "utc"},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": "events",
        "axis": {"values": _ticks(most), "format": "d"},
    }
    words = [
        {"field": "words", "type": "nominal", "title": "period"},
        {"field": "quad", "type": "nominal"},
        {"field": "n", "type": "quantitative", "title": "events"},
    ]
    lines = {
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": "linear", "aria": False},
        "encoding": {
            "x": x,
            "y": y,
            "color": colour,
            "strokeDash": by_quad([list(d) for d in DASHES]),
        },
    }
    dots = {
        "transform": [{"filter": "datum.n > 0"}],
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "cursor": "pointer"},
        "encoding": {
            "x": x,
            "y": y,
            "color": colour,
            "shape": by_quad(list(SHAPES)),
            "href": {"field": "href", "type": "nominal"},
            "description": {"field": "description", "type": "nominal"},
            "tooltip": words,
        },
    }
    return {
        "$schema": _SCHEMA,
        "data": {"values": []},
        "series": msgspec.to_builtins(series),
        "facet": {
            "row": {
                "field": "direction",
                "type": "nominal",
                "title": None,
                "sort": list(directions),
                "header": {"labelAngle": 0, "labelOrient": "top", "labelAnchor": "start"},
            }
        },
        "spec": {"width": "var:width", "height": 150, "layer": [lines, dots]},
        "resolve": {"scale": {"y": "shared"}},
    }


def _ticks(most: int) -> list[int]:
    """Whole numbers for an axis from 0 to ``most``, six at most."""
    most = max(most, 1)
    step = next(s * 10**e for e in range(9) for s in (1, 2, 5) if s * 10**e * 5 >= most)
    return list(range(0, most + step, step))
