"""``communique code``: claims to standard output, no database."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from communique.cli import options
from communique.cli.group import INPUTS_FAILED

if TYPE_CHECKING:
    from communique.cli.inputs import Report
    from communique.coding.llm import LanguageModelReader
    from communique.model import Article, Claim


@click.command("code")
@options.sources
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "plover", "table"]),
    default="jsonl",
    show_default=True,
    help="jsonl: one claim a line, form v1. plover: one PLOVER record a line, events only.",
)
@options.date
@options.parser
@options.model
@click.option(
    "--second-reader",
    "url",
    metavar="URL",
    help="A language model reads too: an OpenAI-compatible address, as https://host/v1.",
)
@click.option("--second-model", "name", metavar="NAME", help="The model's name there.")
@click.option(
    "--second-key-env",
    "key_env",
    metavar="VAR",
    default="COMMUNIQUE_LLM_KEY",
    show_default=True,
    help="The environment variable that holds the key.",
)
@click.option(
    "--second-price",
    "price",
    nargs=2,
    type=click.FloatRange(min=0),
    metavar="IN OUT",
    help="Price of a million tokens sent and received, for the report.",
)
def command(
    sources: tuple[str, ...],
    form: str,
    date: str | None,
    parser: str | None,
    model: str | None,
    url: str | None,
    name: str | None,
    key_env: str,
    price: tuple[float, float] | None,
) -> int:
    """Print the claims of every SOURCE; keep nothing.

    A page in another language is left out, and told. An input that cannot be read is named with
    its reason on standard error; the others are coded, and the exit code is 3.

    With a second reader every event says who read it, both, first or second, and a report of
    tokens and of what was thrown away goes to standard error.
    """
    from communique.cli.inputs import Report, articles_of
    from communique.cli.working import claims_of, worker

    if (url is None) != (name is None):
        raise click.UsageError("--second-reader and --second-model go together")
    second = _second_reader(url, name, key_env, model) if url and name else None
    report = Report()
    articles = articles_of(sources, date, report)

    def claims() -> Iterator[Claim]:
        with worker(parser, model) as work:
            coded = claims_of(work, articles, report)
            for found in _read_twice(second, coded, report) if second else (c for _, c in coded):
                yield from found

    try:
        with report.progress(wanted=not sys.stdout.isatty()):
            _print(claims(), form)
    finally:
        if second is not None:
            second.close()
            click.echo(_second_report(second, price), err=True)
    return INPUTS_FAILED if report.failed else 0


def _second_reader(url: str, name: str, key_env: str, model: str | None) -> LanguageModelReader:
    from communique.coding.llm import LanguageModelReader
    from communique.coding.trained import codebook_of

    return LanguageModelReader(url, name, key_env=key_env, book=codebook_of(model))


def _read_twice(
    second: LanguageModelReader,
    coded: Iterable[tuple[Article, tuple[Claim, ...]]],
    report: Report,
) -> Iterator[tuple[Claim, ...]]:
    from communique import __version__
    from communique.actors import load_resolver
    from communique.coding.agreement import read_twice

    coder = f"communique {__version__} second reader {second.model}"
    for article, claims, failure in read_twice(
        second, coded, coder=coder, resolver=load_resolver()
    ):
        if failure is not None:
            report.tell_failed(article.source or article.id, failure)
        yield claims


def _second_report(second: LanguageModelReader, price: tuple[float, float] | None) -> str:
    used = second.usage
    parts = [
        f"{used.requests} requests ({used.retries} again)",
        f"{used.prompt_tokens} tokens sent, {used.completion_tokens} received",
        f"{used.events} events",
    ]
    if price is not None:
        parts.insert(2, f"cost {used.cost(*price):.4f}")
    thrown = {
        "quotations not in the text": used.quotations_not_found,
        "unknown types": used.unknown_types,
        "unknown modes": used.unknown_modes,
        "broken answers": used.broken_answers,
    }
    parts += [f"{count} {what} dropped" for what, count in thrown.items() if count]
    return f"second reader {second.model}: {'; '.join(parts)}"


def _print(claims: Iterable[Claim], form: str) -> None:
    from communique.cli.claims import COLUMNS, row
    from communique.cli.output import emit
    from communique.formats.plover import dump_record
    from communique.model import dump_claim

    if form == "table":
        emit(claims, row, COLUMNS, "table")
        return
    out = sys.stdout.buffer
    for claim in claims:
        line = dump_claim(claim) if form == "jsonl" else dump_record(claim)
        if line is not None:
            out.write(line + b"\n")
    out.flush()
