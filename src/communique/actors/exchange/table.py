"""A table of one's own: ``name`` and ``code`` ("USA GOV"), and what else is known.

Columns: ``name``, ``code``; optional ``aliases`` (separated by ``;``), ``from``, ``to`` (EDTF),
``kind`` (``person`` for people), ``title`` (of a person's office), ``note``.
"""

from __future__ import annotations

from pathlib import Path

from communique.actors.exchange.rows import Imported, known_sectors, slug
from communique.actors.knowledge import read_rows


def read_table(file: Path) -> Imported:
    """Read such a table.

    Raises:
        ActorDataError: it cannot be read or lacks a column.
    """
    found = Imported()
    for line, row in read_rows(file, {"name", "code"}):
        where = f"{file.name}:{line}"
        country, _, rest = row["code"].partition(" ")
        sectors = [s for s in rest.replace(";", " ").split() if s]
        if not row["name"] or len(country) != 3 or not country.isupper():
            found.skip(where, f"no name or no code such as 'USA GOV': {row['code']!r}")
        elif not known_sectors(sectors):
            found.skip(where, f"no PLOVER sectors: {rest!r}")
        elif row.get("kind") == "person":
            add_person(
                found,
                row["name"],
                country,
                ";".join(sectors),
                title=row.get("title", ""),
                aliases=row.get("aliases", ""),
                start=row.get("from", ""),
                end=row.get("to", ""),
                note=row.get("note", ""),
            )
        else:
            found.entity(
                row["name"],
                country,
                ";".join(sectors),
                aliases=row.get("aliases", ""),
                start=row.get("from", ""),
                end=row.get("to", ""),
                note=row.get("note", ""),
            )
    return found


def add_person(
    found: Imported,
    name: str,
    country: str,
    sectors: str,
    *,
    title: str = "",
    aliases: str = "",
    start: str = "",
    end: str = "",
    status: str = "",
    note: str = "",
) -> None:
    """A person's time in an office; without a title, in one that is only this person's."""
    office = slug(f"{country} {title}" if title else f"{country} {sectors} {name}").replace(
        "_", "-"
    )
    if not any(r["id"] == office for r in found.rows.get("offices_imported", ())):
        found.add(
            "offices_imported",
            id=office,
            country=country,
            title=title or f"Post of {name}",
            sectors=sectors,
            role="other",
            note="imported; shared",
        )
    found.add(
        "terms_imported",
        office=office,
        person=name,
        start=start or "0001",
        end=end,
        status=status,
        note=note,
    )
    if aliases and not any(r["person"] == name for r in found.rows.get("people_imported", ())):
        found.add("people_imported", person=name, aliases=aliases, short="")
