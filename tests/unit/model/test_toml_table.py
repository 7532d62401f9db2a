"""Reading a table key by key: every mistake is kept, and a harmless value stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from escrutinio.model.toml_table import TomlTable, near, one_of, shown


def table(values: dict[str, Any], path: str = "") -> TomlTable:
    return TomlTable(values, path, [])


def test_a_path_leads_to_the_key() -> None:
    assert table({}).path("a") == "a"
    assert table({}, "feeds[2]").path("id") == "feeds[2].id"
    inner = table({"a": {"b": {}}}).table("a").table("b")
    inner.problem("c", "found 1", "none")
    assert inner.problems == ["a.b.c: found 1; allowed: none"]


@pytest.mark.parametrize(
    ("read", "value", "result"),
    [
        (lambda t: t.text("k", "w"), "x", "x"),
        (lambda t: t.text("k", "w", ""), "", ""),
        (lambda t: t.choice("k", ["a", "b"]), "b", "b"),
        (lambda t: t.flag("k", default=False), True, True),
        (lambda t: t.integer("k", 1), -7, -7),
        (lambda t: t.integer("k", 1), 10**9, 10**9),
        (lambda t: t.number("k", 2.0, above=1.0), 3, 3.0),
        (lambda t: t.number("k", 2.0, above=1.0), 1.001, 1.001),
        (lambda t: t.texts("k", "w"), "x", ("x",)),
        (lambda t: t.texts("k", "w"), ["x", "y"], ("x", "y")),
        (lambda t: t.texts("k", "w"), [], ()),
        (lambda t: t.choices("k", ["a", "b"]), ["b", "a"], ("b", "a")),
        (lambda t: t.text_map("k"), {"x": "y"}, {"x": "y"}),
        (lambda t: t.of_type("k", float, "w"), 1.5, 1.5),
    ],
)
def test_what_is_allowed_is_given(read: Callable[[TomlTable], Any], value: Any, result: Any) -> None:
    one = table({"k": value})
    assert read(one) == result
    assert one.problems == []


@pytest.mark.parametrize(
    ("read", "result"),
    [
        (lambda t: t.text("k", "w", "d"), "d"),
        (lambda t: t.choice("k", ["a"], "a"), "a"),
        (lambda t: t.flag("k", default=True), True),
        (lambda t: t.integer("k", 5), 5),
        (lambda t: t.number("k", 2.5, above=1.0), 2.5),
        (lambda t: t.texts("k", "w"), ()),
        (lambda t: t.choices("k", ["a"]), ()),
        (lambda t: t.text_map("k"), {}),
        (lambda t: t.of_type("k", float, "w"), None),
        (lambda t: t.table("k").names(), []),
        (lambda t: t.tables("k"), []),
    ],
)
def test_what_is_missing_has_its_default(read: Callable[[TomlTable], Any], result: Any) -> None:
    one = table({})
    assert read(one) == result
    assert one.problems == []


@pytest.mark.parametrize(
    ("read", "value", "stands_in", "problem"),
    [
        (lambda t: t.text("k", "w"), 1, "", "k: found 1; allowed: w"),
        (lambda t: t.text("k", "w"), " ", " ", "k: it is empty; allowed: w"),
        (lambda t: t.text("k", "w", "d"), 1, "d", "k: found 1; allowed: w"),
        (
            lambda t: t.choice("k", ["alpha"]),
            "alhpa",
            "",
            "k: found 'alhpa' (did you mean 'alpha'?); allowed: 'alpha'",
        ),
        (lambda t: t.choice("k", []), "x", "", "k: found 'x'; allowed: none are defined"),
        (lambda t: t.flag("k", default=True), 0, True, "k: found 0; allowed: true or false"),
        (
            lambda t: t.integer("k", 5),
            1.0,
            5,
            "k: found 1.0; allowed: a whole number from -1000000000 to 1000000000",
        ),
        (
            lambda t: t.integer("k", 5, least=0),
            -1,
            5,
            "k: found -1; allowed: a whole number from 0 to 1000000000",
        ),
        (lambda t: t.number("k", 2.0, above=1.0), 1.0, 2.0, "k: found 1.0; allowed: a number above 1"),
        (lambda t: t.number("k", 2.0, above=0.5), "x", 2.0, "k: found 'x'; allowed: a number above 0.5"),
        (lambda t: t.texts("k", "w"), ["x", ""], (), "k: found ['x', '']; allowed: w"),
        (lambda t: t.choices("k", ["a"]), ["a", "b"], ("a",), "k: found 'b'; allowed: a list of 'a'"),
        (lambda t: t.choices("k", ["a"]), ["a", "a"], ("a",), "k: 'a' stands twice; allowed: each once"),
        (
            lambda t: t.text_map("k"),
            {"x": 1, "y": "z"},
            {"y": "z"},
            "k.x: found 1; allowed: a text in quotes",
        ),
        (lambda t: t.table("k").names(), 1, [], "k: found 1; allowed: a table [k]"),
        (
            lambda t: t.tables("k"),
            [1],
            [],
            "k: found something that is no table; allowed: one or more tables [[k]]",
        ),
    ],
)
def test_a_mistake_is_kept(
    read: Callable[[TomlTable], Any], value: Any, stands_in: Any, problem: str
) -> None:
    one = table({"k": value})
    assert read(one) == stands_in
    assert one.problems == [problem]


@pytest.mark.parametrize(
    ("read", "allowed"),
    [
        (lambda t: t.text("k", "w"), "w"),
        (lambda t: t.of_type("k", float, "w", required=True), "w"),
        (lambda t: t.texts("k", "w", required=True), "w"),
        (lambda t: t.choices("k", ["a"], required=True), "a list of 'a'"),
        (lambda t: t.table("k", required=True), "a table [k]"),
        (lambda t: t.tables("k", required=True), "one or more tables [[k]]"),
    ],
)
def test_what_must_be_there_is_missed(read: Callable[[TomlTable], Any], allowed: str) -> None:
    one = table({})
    read(one)
    assert one.problems == [f"k: it is missing; allowed: {allowed}"]


def test_keys_that_nobody_asked_for() -> None:
    one = table({"name": "x", "nmae": "y", "zzz": 1})
    one.text("name", "w")
    one.finish()
    assert one.problems == [
        "nmae: there is no such key (did you mean 'name'?); allowed: 'name'",
        "zzz: there is no such key; allowed: 'name'",
    ]


def test_tables_are_numbered_from_one() -> None:
    first, second = table({"feeds": [{"a": 1}, {"a": 2}]}).tables("feeds")
    assert (first.path("a"), second.path("a")) == ("feeds[1].a", "feeds[2].a")
    assert second.names() == ["a"]


def test_words_for_choices() -> None:
    assert one_of([]) == "none are defined"
    assert one_of(["a", "b"]) == "'a', 'b'"
    assert one_of([str(i) for i in range(40)]).endswith("'38', '39'")
    assert one_of([str(i) for i in range(41)]).endswith("'38', '39' ... (41 in all)")
    assert near("departmnt", ["department", "x"]) == " (did you mean 'department'?)"
    assert near("zzz", ["department"]) == ""


def test_values_are_shown_short() -> None:
    assert shown("a'b") == '"a\'b"'
    assert shown("x" * 78) == "'" + "x" * 78 + "'"
    assert shown("x" * 200) == "'" + "x" * 79 + "..."
    assert shown(1 << 20000) == "a number of thousands of digits"
    assert "\n" not in shown("a\nb")


def test_exact_numbers_are_read_without_rounding() -> None:
    one = table({"a": "3 %", "b": "1/3", "c": 4, "d": ["1.42", 3], "e": {"N": 2}, "f": date(2020, 10, 18)})
    assert (one.share("a"), one.share("b")) == (Fraction(3, 100), Fraction(1, 3))
    assert (one.count("c"), one.count_or_share("c"), one.count_or_share("a")) == (4, 4, Fraction(3, 100))
    assert one.exact_numbers("d", "numbers") == [Fraction("1.42"), Fraction(3)]
    assert (one.counts("e"), one.day("f"), one.day("g")) == ({"N": 2}, date(2020, 10, 18), None)
    assert one.problems == []


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        (lambda table: table.share("float"), 'float: found 0.05; allowed: a share such as "3 %" or "1/3"'),
        (
            lambda table: table.share("large"),
            'large: found \'120 %\'; allowed: a share such as "3 %" or "1/3"',
        ),
        (lambda table: table.share("none"), 'none: it is missing; allowed: a share such as "3 %" or "1/3"'),
        (lambda table: table.count("minus"), "minus: found -1; allowed: a whole number of zero or more"),
        (lambda table: table.count("none"), "none: it is missing; allowed: a whole number of zero or more"),
        (
            lambda table: table.which(("minus", "large")),
            "large: minus, large stand together; allowed: one of 'minus', 'large'",
        ),
        (lambda table: table.which(("x", "y")), "t: a key is missing; allowed: one of 'x', 'y'"),
        (lambda table: table.groups("minus", "groups"), "minus: found -1; allowed: groups"),
    ],
)
def test_what_is_not_exact_or_stands_twice_is_a_mistake(
    read: Callable[[TomlTable], Any], problem: str
) -> None:
    one = table({"float": 0.05, "large": "120 %", "minus": -1}, "t")
    read(one)
    assert one.problems == [problem if problem.startswith("t:") else f"t.{problem}"]


def test_mistakes_are_told_with_their_lines() -> None:
    text = '''# A comment, and [no.table]
name = """
[election]
"""
rows = [
    [1, 2],
    [3],
]
a.b = 1

[[feeds]]
id = "one"

[[feeds]]
[feeds.observed]
default = 1
[feeds.units."x y"]
column = { first = ["a"] }
'''
    problems = [
        "rows: it is wrong",
        "a.b: it is wrong",
        "feeds[2].id: it is missing",
        "feeds[2].observed.default: it is wrong",
        "feeds[2].units.x y.column.first: it is wrong",
        "election: it is missing",
    ]

    told = [problem.partition(": ")[0] for problem in TomlTable({}, "", problems, text).told()]

    assert told == ["line 5", "line 9", "line 14", "line 16", "line 18", "election"]
