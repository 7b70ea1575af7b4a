"""``communique evaluate``: scores as one JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from communique.cli import options

file = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"
)


@click.group("evaluate")
def command() -> None:
    """Score the coder against gold; prints one JSON object."""


@command.command("relations")
@file
@options.parser
@options.model
def relations(file: Path, parser: str | None, model: str | None) -> None:
    """Types between two given parties.

    FILE is tab-separated, with the columns marked_sentence, gold_root and gold_penta. Asked is the
    trained reader by itself; the rules where none is shipped, or with --model rules.
    """
    from communique.coding.rules import RuleReader
    from communique.coding.trained import RULES, open_reader
    from communique.evaluation import score_relations
    from communique.pipeline import Coder

    if trained := open_reader(model, allow_none=False):
        _print(score_relations(file, trained, trained.version))
    else:
        coder = Coder(parser, model=RULES)
        _print(score_relations(file, RuleReader(coder.nlp), coder.version))


@command.command("events")
@file
@options.parser
@options.model
def events(file: Path, parser: str | None, model: str | None) -> None:
    """Types and triples from text alone. FILE is a list of PLOVER gold records (JSON)."""
    from communique.evaluation import score_events
    from communique.pipeline import Coder

    _print(score_events(file, Coder(parser, model=model)))


@command.command("stories")
@file
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The first N stories.")
@options.parser
@options.model
def stories(file: Path, limit: int | None, parser: str | None, model: str | None) -> None:
    """Types of whole stories. FILE holds one {text, label} a line (JSON)."""
    from communique.evaluation import score_stories
    from communique.pipeline import Coder

    _print(score_stories(file, Coder(parser, model=model), limit=limit))


@command.command("facts")
@file
@options.date
@options.parser
@options.model
def facts(file: Path, date: str | None, parser: str | None, model: str | None) -> None:
    """Facts of one page: found, missed, wrong.

    FILE (JSON) names the page, which lies beside it, in its field "article".
    """
    from communique.evaluation import score_facts
    from communique.pipeline import Coder

    article = _article_beside(file, date)
    _print(score_facts(file, article, Coder(parser, model=model)))


@command.command("gold")
@file
@options.parser
@options.model
def gold(file: Path, parser: str | None, model: str | None) -> None:
    """Our own labelled sentences, a figure for every field. FILE holds one a line (JSON)."""
    from communique.evaluation.gold import score_gold
    from communique.pipeline import Coder

    _print(score_gold(file, Coder(parser, model=model)))


@command.command("layers")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--split",
    type=click.Choice(["dev", "test", "all"]),
    default="dev",
    show_default=True,
    help="Which part of the gold; test is for the figure at the end.",
)
@options.parser
@options.model
def layers(files: tuple[Path, ...], split: str, parser: str | None, model: str | None) -> None:
    """Sources, flags, quotations, dates, places and amounts, each by itself.

    FILE holds one labelled text a line (JSON), as in tests/gold/attribution_a.jsonl.
    """
    from communique.evaluation.layers import score_layers
    from communique.pipeline import Coder

    _print(score_layers(list(files), Coder(parser, model=model), split=split))


@command.command("gate")
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    metavar="[FOLDER]",
)
@click.option("--slow", is_flag=True, help="Measure what takes minutes too.")
@click.option("--update", is_flag=True, help="Write the figures of today as floors.")
@click.option("--lower", is_flag=True, help="With --update: a floor may be lowered.")
@click.option("--reason", metavar="TEXT", help="With --lower: why; it is kept with the floor.")
@options.parser
@options.model
def gate(
    folder: Path,
    slow: bool,
    update: bool,
    lower: bool,
    reason: str | None,
    parser: str | None,
    model: str | None,
) -> int:
    """Compare the figures of a project FOLDER with its floors, quality/floors.json.

    The exit code is 1 when a figure fell below its floor, or the gold is not the one that the
    floor was measured on.
    """
    from communique.evaluation.gate import gate as measure
    from communique.pipeline import Coder

    found = measure(
        folder,
        update=update,
        lower=lower,
        reason=reason,
        slow=slow,
        coder=Coder(parser, model=model),
    )
    _print(found)
    return 0 if found["ok"] else 1


@command.command("judgements")
@options.record
def judgements(where: str) -> None:
    """Precision per field, from what people judged in the record R."""
    from communique.cli.listing import opened
    from communique.record.precision import score_judgements

    with opened(where) as record:
        _print(score_judgements(record))


def _article_beside(file: Path, date: str | None) -> Any:
    import json

    from communique.intake import article_from_bytes, check_date
    from communique.model import Skip, SourceError

    try:
        page = file.parent / json.loads(file.read_text(encoding="utf-8"))["article"]
        data = page.read_bytes()
    except OSError as error:
        raise SourceError(str(error.filename), error.strerror or "cannot be read") from None
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(str(file), f"is no facts file: {error}") from None
    checked = check_date(date) if date else None
    article = article_from_bytes(data, source=str(page), date=checked)
    if isinstance(article, Skip):
        raise SourceError(article.source, article.reason)
    return article


def _print(scores: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(scores, ensure_ascii=False, indent=2))
