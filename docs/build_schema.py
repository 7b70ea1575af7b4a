"""Write ``docs/claim.schema.json``, the JSON Schema of form v1: ``make docs``."""

from __future__ import annotations

import json
from pathlib import Path

from communique.model import claim_schema

PAGE = Path(__file__).with_name("claim.schema.json")


def page() -> str:
    """The schema as text."""
    return json.dumps(claim_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
