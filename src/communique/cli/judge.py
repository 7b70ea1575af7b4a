"""``communique judge``: a person's decision, kept for ever and laid over the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from communique.cli import options

if TYPE_CHECKING:
    from communique.cli.output import Row
    from communique.model.record import Judgement

ACTIONS = ("accept", "reject", "correct", "merge", "split", "note", "withdraw", "list")
NEEDS = {"correct": "FIELD=VALUE", "merge": "OTHER", "note": "TEXT"}
COLUMNS = ("made at", "who", "action", "target", "what", "why")


@click.command("judge")
@click.argument("id_", metavar="ID")
@click.argument("action", type=click.Choice(ACTIONS), metavar="ACTION")
@click.argument("rest", nargs=-1, metavar="[FIELD=VALUE | OTHER | TEXT]")
@options.record
@click.option("--by", "who", metavar="WHO", envvar="COMMUNIQUE_JUDGE", help="Who judges.")
@click.option("--why", default="", metavar="TEXT", help="Why, in your words.")
@options.output
def command(
    id_: str,
    action: str,
    rest: tuple[str, ...],
    where: str,
    who: str | None,
    why: str,
    form: str,
) -> None:
    """Judge the claim, event or ledger entry ID of the record R.

    ACTION is one of: accept; reject; correct FIELD=VALUE …; merge OTHER (an event or claim that
    speaks of the same act); split (a claim from its event, or an event into its claims); note
    TEXT; withdraw (ID is that of a judgement, which stays and counts no more); list, which prints
    what was decided about it so far (ID all: about everything).

    Fields of a claim: type, modes, contexts, intensity, actor, recipient, third_party (codes;
    several with ;), date (EDTF), certainty, negated, future, hypothetical, historical, removed,
    added, document.

    Nothing is overwritten: a later word counts more. What people decide lies over the claims in
    every list (--raw shows them without), and stays when pages are read again, by whichever
    version.
    """
    from communique.model import FormatError

    if action == "list":
        _list(where, id_, form)
        return
    needed = NEEDS.get(action)
    if (needed is None and rest) or (needed is not None and not rest):
        raise click.UsageError(f"{action} takes {needed or 'nothing more'}")
    if action == "merge" and len(rest) > 1:
        raise click.UsageError("merge takes one OTHER")
    if not who:
        raise click.UsageError("who judges? give --by WHO (or COMMUNIQUE_JUDGE)")
    from communique.record import NotFound, open_record
    from communique.record.postgres import is_postgres
    from communique.record.sqlite import check_file

    if not is_postgres(where):
        check_file(where, readonly=True)  # a record that is not there is not made
    try:
        with open_record(where) as record:
            for fields in _calls(action, rest):
                made = record.judge(id_, action, who=who, why=why, **fields)  # type: ignore[arg-type]
                click.echo(f"{made.id}: {_said(made)}", err=True)
    except NotFound as error:
        raise click.BadParameter(str(error), param_hint="ID") from None
    except FormatError as error:
        raise click.UsageError(str(error)) from None


def _calls(action: str, rest: tuple[str, ...]) -> list[dict[str, Any]]:
    if action == "correct":
        calls = []
        for word in rest:
            field, sign, value = word.partition("=")
            if not sign:
                raise click.UsageError(f"correct takes FIELD=VALUE, not {word!r}")
            calls.append({"field": field.strip().replace("-", "_"), "value": value.strip()})
        return calls
    if action == "merge":
        return [{"other": rest[0]}]
    if action == "note":
        return [{"text": " ".join(rest)}]
    return [{}]


def _list(where: str, id_: str, form: str) -> None:
    from communique.cli.listing import opened
    from communique.cli.output import emit

    with opened(where) as record:
        emit(record.judgements(None if id_ == "all" else id_), row, COLUMNS, form)


def row(judgement: Judgement) -> Row:
    """The cells of a judgement."""
    return {
        "id": judgement.id,
        "made at": judgement.made_at,
        "who": judgement.who,
        "action": _said(judgement),
        "target": judgement.target,
        "what": judgement.what,
        "why": judgement.why,
        "claims": "; ".join(judgement.claims),
    }


def _said(judgement: Judgement) -> str:
    if judgement.action == "correct":
        return f"correct {judgement.field}={judgement.value}"
    return " ".join(filter(None, (judgement.action, judgement.other or judgement.text)))
