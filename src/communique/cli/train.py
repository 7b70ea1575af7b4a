"""``communique train``: the reader taught a user's own labels, in seconds and without torch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from communique.coding.retraining import Retrained


@click.command("train")
@click.argument(
    "gold", metavar="GOLD", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--base",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The reader to start from; the package's own by default.",
)
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="A new folder."
)
@click.option(
    "--codebook",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What your own types mean (YAML, as types.yaml): quad class, score, modes.",
)
@click.option(
    "--extend/--only",
    "extend",
    default=True,
    show_default=True,
    help="Keep the base's types beside those of GOLD, or tell only those of GOLD and NONE.",
)
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
def command(
    gold: Path, base: Path | None, out: Path, codebook: Path | None, extend: bool, as_json: bool
) -> None:
    """Teach the reader your own labels from GOLD; use it with --model DIR.

    GOLD is tab-separated with the columns sentence, label and at will modes and contexts, or has
    one JSON object a line. A sentence has its parties in <s>…</s> and <t>…</t>; NONE is the label
    of what is no act. A label that the codebook has not needs --codebook and at least ten
    sentences. The figures are of sentences that the fit did not see.
    """
    from communique.coding.retraining import retrain
    from communique.coding.trained import WEIGHTS

    with _progress() as tell:
        found = retrain(
            base or WEIGHTS, gold, out, codebook=codebook, only=not extend, progress=tell
        )
    _print(found, as_json)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sentences read", total=None)

        def tell(done: int, of: int) -> None:
            words = "fitting" if done == of else "sentences read"
            bar.update(task, completed=done, total=of, description=words)

        yield tell


def _print(found: Retrained, as_json: bool) -> None:
    import json

    from communique.cli.output import emit

    figures = found.figures
    if as_json:
        click.echo(
            json.dumps(
                {"folder": found.folder, "version": found.version, **figures},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    names = ("label", "precision", "recall", "f1", "rows")
    emit(
        figures["labels"].items(),
        lambda item: {"label": item[0], **{n: str(item[1][n]) for n in names[1:]}},
        names,
        "table",
    )
    click.echo(f"{found.folder}: {found.version}; accuracy {figures['accuracy']}", err=True)
    click.echo(
        f"{figures['scored']} rows, none seen by what read it; of a sample that the base was "
        f"trained on, {figures['base_kept']:.1%} is read as before",
        err=True,
    )
