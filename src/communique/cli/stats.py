"""``communique stats``: how much a record holds, and of what."""

from __future__ import annotations

import click

from communique.cli import options


@click.command("stats")
@options.record
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: one object.",
)
def command(where: str, form: str) -> None:
    """Count what the record R holds: pages, origins, claims by kind and type, judgements, …"""
    import msgspec

    from communique.cli.listing import opened

    with opened(where) as record:
        stats = record.stats(full=True)
    if form == "json":
        click.echo(msgspec.json.encode(stats))
        return
    for name, value in msgspec.to_builtins(stats).items():
        click.echo(f"{name + ':':<12} {_plain(value)}".rstrip())


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {number}" for key, number in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
