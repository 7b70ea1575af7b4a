"""``communique serve``: the reading room, open until it is stopped."""

from __future__ import annotations

import ipaddress
from typing import Any

import click

from communique.cli import options


def _networks(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Any:
    for word in value:
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError:
            raise click.BadParameter(f"an address or network, not {word!r}") from None
    return value


def _prefix(ctx: click.Context, param: click.Parameter, value: str) -> str:
    path = "/" + value.strip("/")
    return "" if path == "/" else path


@click.command("serve")
@options.record
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    help="0: any that is free.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="H", help="Where to listen."
)
@click.option(
    "--prefix",
    default="",
    callback=_prefix,
    metavar="PATH",
    help="The path under which a proxy shows the room: /communique.",
)
@click.option(
    "--allow-judgements", is_flag=True, help="Let people who know the access token judge."
)
@click.option(
    "--token",
    envvar="COMMUNIQUE_TOKEN",
    metavar="T",
    help="The access token; one is made and printed if it is not given.",
)
@click.option(
    "--trusted-host",
    "trusted_hosts",
    multiple=True,
    callback=_networks,
    metavar="ADDRESS",
    help="A proxy whose forwarded headers are believed; may be given more than once.",
)
@click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="A name under which the room may be asked for, beside localhost.",
)
@click.option(
    "--rate-limit",
    type=click.IntRange(min=0),
    default=300,
    show_default=True,
    metavar="N",
    help="Searches, and judgements, that one client may make in a minute; 0: no limit.",
)
@click.option("--no-log", is_flag=True, help="Write no line for each request.")
def command(
    where: str,
    port: int,
    host: str,
    prefix: str,
    allow_judgements: bool,
    token: str | None,
    trusted_hosts: tuple[str, ...],
    host_names: tuple[str, ...],
    rate_limit: int,
    no_log: bool,
) -> None:
    """Open the reading room on the record R: pages, and the same as JSON and CSV.

    It is read-only unless --allow-judgements; then the record is written to, and who wants to
    judge enters the access token. SIGTERM or Ctrl-C ends it, once what is being read is sent.
    """
    from communique.web import Settings
    from communique.web.access import new_token
    from communique.web.serving import serve

    made = None
    if allow_judgements and not token:
        token = made = new_token()
    settings = Settings(
        record=where,
        host=host,
        port=port,
        prefix=prefix,
        allow_judgements=allow_judgements,
        token=token if allow_judgements else None,
        trusted_hosts=trusted_hosts,
        host_names=host_names,
        rate_limit=rate_limit,
        log=not no_log,
    )

    def tell(address: str) -> None:
        click.echo(address)
        if made:
            click.echo(f"access token for judging: {made}", err=True)

    serve(settings, tell)
