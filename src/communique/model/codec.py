"""The one JSON codec for form v1."""

from __future__ import annotations

from typing import Any

import msgspec

from communique.model.claim import Claim
from communique.model.errors import FormatError

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Claim)


def dump_claim(claim: Claim) -> bytes:
    """One claim as one JSON object in form v1, without a line end."""
    return _encoder.encode(claim)


def load_claim(line: bytes | str) -> Claim:
    """Read one claim in form v1.

    Raises:
        FormatError: the line is no JSON object in form v1; the message says where.
    """
    try:
        return _decoder.decode(line)
    except (msgspec.MsgspecError, ValueError) as error:
        raise FormatError(f"not a claim in form v1: {error}") from None


def claim_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of form v1; ``docs/claim.schema.json`` is a copy."""
    schema = msgspec.json.schema(Claim)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Communiqué claim, form v1",
        **schema,
    }
