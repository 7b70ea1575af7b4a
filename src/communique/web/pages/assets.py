"""Scripts that are made out of installed packages: the charts' Vega."""

from __future__ import annotations

import gzip
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from communique.web.bundle import BundleError, bundle, bundle_name
from communique.web.errors import WebError

_FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def _packed() -> bytes:
    return gzip.compress(bundle(), 9, mtime=0)


async def vega(request: Request) -> Response:
    """The charts' script, packed once; its name changes with its content."""
    try:
        if request.path_params["name"] != bundle_name().removeprefix("vega-").removesuffix(".js"):
            raise WebError(404, "no such version of the charts' script", where="path")
        packed = await request.app.state.readers.run(_packed)
    except BundleError as error:
        raise WebError(503, str(error), where="vega") from None
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/javascript"
        )
    return Response(gzip.decompress(packed), headers=headers, media_type="text/javascript")


ROUTES = [Route("/static/vega-{name}.js", vega, methods=["GET"])]
"""Found by the app; before the folder of static files."""
