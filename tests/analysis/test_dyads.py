"""Curves between two parties, against counts worked out on paper (conftest's ``TOLD``)."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from communique.analysis.dyads import Curve, curve, curve_of, points, start_of
from communique.cli.group import main
from communique.record.pairs import PairDay
from communique.record.views import Views

THERE, BACK = "USA>PAK", "PAK>USA"


def lines(found: Curve) -> dict[tuple[str, str], tuple[int, ...]]:
    """The lines in which anything happened."""
    return {(line.direction, line.quad): line.counts for line in found.lines if any(line.counts)}


def test_weeks_with_their_zeros_each_event_once(views: Views) -> None:
    found = curve(views, "USA", "PAK")
    assert found.periods == ("2018-12-03", "2018-12-10", "2018-12-17", "2018-12-24", "2018-12-31")
    assert len(found.lines) == 8
    assert lines(found) == {
        (THERE, "material cooperation"): (1, 0, 0, 0, 1),
        (THERE, "verbal cooperation"): (0, 0, 1, 0, 0),
        (BACK, "material conflict"): (1, 0, 0, 0, 0),
    }
    assert found.left_out == {THERE: 1, BACK: 2}
    assert found.undated == {THERE: 0, BACK: 1}


def test_a_month_without_a_day_is_in_its_month(views: Views) -> None:
    found = curve(views, "usa", "pak", by="month")
    assert found.periods == ("2018-12-01", "2019-01-01")
    assert lines(found) == {
        (THERE, "material cooperation"): (1, 1),
        (THERE, "verbal cooperation"): (1, 0),
        (THERE, "verbal conflict"): (1, 0),
        (BACK, "material conflict"): (1, 0),
        (BACK, "verbal conflict"): (1, 0),
    }
    assert found.left_out == {THERE: 0, BACK: 1}, "two months are no month"


def test_all_takes_what_did_not_happen_too(views: Views) -> None:
    found = curve(views, "USA", "PAK", by="month", happened=False)
    assert lines(found)[THERE, "material cooperation"] == (1, 2)
    assert lines(found)[THERE, "material conflict"] == (1, 0)


def test_from_one_day_to_another_whatever_happened(views: Views) -> None:
    found = curve(views, "USA", "PAK", since="2018-11-28", until="2018-12-12")
    assert found.periods == ("2018-11-26", "2018-12-03", "2018-12-10")
    assert lines(found) == {
        (THERE, "material cooperation"): (0, 1, 0),
        (BACK, "material conflict"): (0, 1, 0),
    }
    assert sum(found.undated.values()) == 0
    late = curve(views, "USA", "PAK", since="2018-12-04", until="2018-12-08")
    assert lines(late) == {} and late.periods == ("2018-12-03",)


def test_a_code_takes_in_those_that_go_on_after_it(views: Views) -> None:
    narrow = curve(views, "USA GOV", "PAK")
    assert lines(narrow) == {("USA GOV>PAK", "material cooperation"): (1,)}
    assert lines(curve(views, "USA GOV", "PAK GOV")) == {}
    assert curve(views, "USA GOV", "PAK GOV").periods == ()


def test_a_party_towards_itself_has_one_direction(views: Views) -> None:
    found = curve(views, "IND", "IND")
    assert {line.direction for line in found.lines} == {"IND>IND"}
    assert lines(found) == {("IND>IND", "material cooperation"): (1,)}


@pytest.mark.parametrize(
    ("day", "by", "start"),
    [
        (date(2018, 12, 3), "week", date(2018, 12, 3)),
        (date(2018, 12, 9), "week", date(2018, 12, 3)),
        (date(2019, 1, 1), "week", date(2018, 12, 31)),
        (date(2020, 2, 29), "month", date(2020, 2, 1)),
    ],
)
def test_where_a_period_begins(day: date, by: str, start: date) -> None:
    assert start_of(day, by) == start  # type: ignore[arg-type]


def test_months_go_on_over_the_year_and_to_its_last_month() -> None:
    def row(day: date) -> PairDay:
        return PairDay("A>B", day.toordinal(), day.toordinal(), "verbal conflict", 3)

    found = curve_of([row(date(2019, 11, 30)), row(date(2020, 2, 29))], "A", "B", by="month")
    assert found.periods == ("2019-11-01", "2019-12-01", "2020-01-01", "2020-02-01")
    assert lines(found) == {("A>B", "verbal conflict"): (3, 0, 0, 3)}
    end = curve_of([row(date(9999, 12, 31))], "A", "B", by="week")
    assert len(end.periods) == 1 and lines(end)["A>B", "verbal conflict"] == (3,)


def test_points_are_the_curve_in_rows(views: Views) -> None:
    rows = list(points(curve(views, "USA", "PAK")))
    assert [(p.period, p.direction) for p in rows[:3]] == [
        ("2018-12-03", THERE),
        ("2018-12-03", BACK),
        ("2018-12-10", THERE),
    ]
    assert [p.total for p in rows] == [1, 1, 0, 0, 1, 0, 0, 0, 1, 0]
    assert all(p.total == sum(p.quads.values()) and len(p.quads) == 4 for p in rows)


# ---- communique relations ----


def test_relations_as_csv_json_and_table(where: Path) -> None:
    call = ["relations", "USA", "PAK", "--record", str(where)]
    result = CliRunner().invoke(main, [*call, "--format", "csv"])
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == 10
    assert rows[0] == {
        "period": "2018-12-03",
        "direction": THERE,
        "verbal cooperation": "0",
        "material cooperation": "1",
        "verbal conflict": "0",
        "material conflict": "0",
        "total": "1",
    }
    assert result.stderr.splitlines() == [
        "note: 3 more lie in no single week by their dates",
        "note: 1 more have no date",
    ]
    month = CliRunner().invoke(main, [*call, "--by", "month", "--all", "--format", "json"])
    found = json.loads(month.stdout)
    assert [(p["period"], p["direction"], p["total"]) for p in found] == [
        ("2018-12-01", THERE, 4),
        ("2018-12-01", BACK, 2),
        ("2019-01-01", THERE, 2),
        ("2019-01-01", BACK, 0),
    ]
    table = CliRunner().invoke(main, [*call, "--since", "2019", "--until", "2019-01-06"])
    assert table.stdout.splitlines()[1].split("\t") == [
        "2018-12-31",
        THERE,
        "0",
        "1",
        "0",
        "0",
        "1",
    ]


def test_relations_of_nobody_and_wrong_dates(where: Path) -> None:
    call = ["relations", "NOB", "ODY", "--record", str(where)]
    nobody = CliRunner().invoke(main, [*call, "--format", "json"])
    assert (nobody.exit_code, json.loads(nobody.stdout), nobody.stderr) == (0, [], "")
    wrong = CliRunner().invoke(main, [*call, "--since", "soon"])
    assert wrong.exit_code == 2 and "soon" in wrong.stderr
