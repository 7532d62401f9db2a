"""What a recipe's feeds are in an election that is defined already."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.feeds import read_deliveries
from escrutinio.feeds.recipes import RecipeUse, get_recipe, recipe_ids, use_recipe
from escrutinio.model import Election, Feed, UsageError, parse_election, sheet
from made_files import files_of

HEAD = """
[election]
id = "night"
name = "Night"
date = 2031-02-23
timezone = "Europe/Berlin"

[[selections]]
id = "heron"
name = "HERON"
color = "#2a6f97"

[[selections]]
id = "otter"
name = "OTTER"
color = "#bc6c25"
"""
CONTEST = '\n[[contests]]\nid = "{0}"\nname = "{0}"\nselections = ["heron", "otter"]\n'


def election_of(folder: Path, *contests: str, added: str = "") -> Election:
    text = HEAD + "".join(map(CONTEST.format, contests)) + added
    (folder / "election.toml").write_text(text, encoding="utf-8")
    return parse_election(tomllib.loads(text), folder)


def feeds_of(use: RecipeUse, folder: Path) -> dict[str, Feed]:
    return dict(parse_election(tomllib.loads(use.definition), folder).feeds)


def own_recipe(folder: Path, feeds: str, contests: str = "") -> str:
    path = folder / "own.toml"
    path.write_text(
        'title = "t"\npublisher = "p"\nsource = "example.org"\nday = 2031-01-01\nread_in = "a file"\n'
        + contests
        + feeds,
        encoding="utf-8",
    )
    return str(path)


@pytest.mark.parametrize("recipe", recipe_ids())
def test_every_recipe_can_be_used(recipe: str, tmp_path: Path) -> None:
    known = get_recipe(recipe)
    pairs = dict(zip(known.contests, ("members", "lists"), strict=False))
    several = use_recipe(known, election_of(tmp_path, "members", "lists"), pairs or {"contest": "members"})
    assert set(several.feeds) <= set(feeds_of(several, tmp_path))
    single = use_recipe(known, election_of(tmp_path, "members"), dict(list(pairs.items())[:1]))
    assert set(single.feeds) <= set(feeds_of(single, tmp_path))


def test_the_words_of_the_files_mean_the_contests_that_are_named(tmp_path: Path) -> None:
    election = election_of(tmp_path, "members", "lists")
    use = use_recipe(get_recipe("de/kerg2"), election, {"first": "members", "second": "lists"})

    assert dict(feeds_of(use, tmp_path)["kerg2"].contest_values) == {"1": "members", "2": "lists"}
    assert not [remark for remark in use.remarks if "contest_values" in remark]
    read = parse_election(tomllib.loads(use.definition), tmp_path)
    (file,) = files_of("de/kerg2")
    (reading,) = read_deliveries(file, read, observed_at=datetime(2031, 2, 24, tzinfo=UTC))
    votes = {
        contest: sum(reading.rows.filter(contest=contest)["votes_heron"])
        for contest in reading.rows[sheet.CONTEST].unique()
    }
    assert votes == {"members": 180, "lists": 150}


def test_a_contest_can_be_named_by_the_word_of_the_files_too(tmp_path: Path) -> None:
    election = election_of(tmp_path, "members", "lists")
    use = use_recipe(get_recipe("de/kerg2"), election, {"1": "lists", "second": "members", "3": "lists"})

    own = dict(feeds_of(use, tmp_path)["kerg2"].contest_values)
    assert own == {"1": "lists", "2": "members", "3": "lists"}


@pytest.mark.parametrize("recipe", ["de/kerg2", "de/kerg"])
@pytest.mark.parametrize(("wanted", "heron", "left"), [("first", 180, "second"), ("second", 150, "first")])
@pytest.mark.parametrize("several", [False, True])
def test_one_contest_of_a_recipe_can_be_read_alone(
    recipe: str, wanted: str, heron: int, left: str, several: bool, tmp_path: Path
) -> None:
    election = election_of(tmp_path, "members", *["mayor"] * several)
    use = use_recipe(get_recipe(recipe), election, {wanted: "members"})

    assert f"These contests of the files are not read: {left}." in use.remarks
    read = parse_election(tomllib.loads(use.definition), tmp_path)
    (file,) = files_of(recipe)
    (reading,) = read_deliveries(file, read, observed_at=datetime(2031, 2, 24, tzinfo=UTC))
    assert set(reading.rows[sheet.CONTEST]) == {"members"}
    assert reading.rows["votes_heron"].sum() == heron
    assert reading.findings.is_empty() or set(reading.findings["severity"]) <= {"info"}


def test_a_contest_that_the_election_has_by_its_id_needs_no_word(tmp_path: Path) -> None:
    use = use_recipe(get_recipe("de/kerg2"), election_of(tmp_path, "second", "mayor"), {})
    assert dict(feeds_of(use, tmp_path)["kerg2"].contest_values) == {"2": "second"}
    assert feeds_of(use, tmp_path)["kerg2"].contests == ("second",)


@pytest.mark.parametrize("contests", [("members",), ("members", "lists")])
def test_which_of_several_contests_is_meant_is_asked_for(contests: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which contest of the recipe is meant: first, second") as asked:
        use_recipe(get_recipe("de/kerg2"), election_of(tmp_path, *contests), {})
    assert "--contest first=ID" in asked.value.hint


def test_several_contests_that_would_become_one_are_remarked_on(tmp_path: Path) -> None:
    election = election_of(tmp_path, "members")
    use = use_recipe(get_recipe("de/kerg2"), election, {"first": "members", "second": "members"})
    assert "Several contests of the files would be read as one: see contest_values." in use.remarks


def test_words_are_to_be_written_only_where_none_is_known(tmp_path: Path) -> None:
    election = election_of(tmp_path, "members", "lists")
    said = use_recipe(get_recipe("us/clarity-detail"), election, {"Member": "members"})
    unsaid = use_recipe(get_recipe("us/clarity-detail"), election, {})

    assert dict(feeds_of(said, tmp_path)["clarity"].contest_values) == {"Member": "members"}
    assert not [remark for remark in said.remarks if "contest_values" in remark]
    assert "Write the words of /Contest/text under contest_values." in unsaid.remarks


def test_columns_of_votes_are_spelt_for_all_contests_of_the_column(tmp_path: Path) -> None:
    election = election_of(tmp_path, "members", "lists")
    use = use_recipe(get_recipe("pe/onpe-mesas"), election, {})

    assert set(feeds_of(use, tmp_path)["onpe"].votes) == {"heron", "otter"}


def test_contests_that_a_feed_reads_are_those_of_the_election(tmp_path: Path) -> None:
    feeds = (
        '[[feeds]]\nid = "a"\nfiles = ["*.csv"]\nlayout = "long"\nsheet = "station"\n'
        'contest_column = "office"\ncontests = ["second"]\ncontest_values = { I = "first", II = "second" }\n'
        'selection_column = "list"\nvotes_column = "votes"\n'
    )
    contests = '[[contests]]\nid = "first"\nname = "F"\n[[contests]]\nid = "second"\nname = "S"\n'
    recipe = get_recipe(own_recipe(tmp_path, feeds, contests))
    election = election_of(tmp_path, "members", "lists")
    feed = feeds_of(use_recipe(recipe, election, {"first": "members", "second": "lists"}), tmp_path)["a"]

    assert feed.contests == ("lists",)
    assert dict(feed.contest_values) == {"I": "members", "II": "lists"}


def test_a_feed_joins_one_that_comes_after_it_by_its_new_id(tmp_path: Path) -> None:
    feeds = (
        '[[feeds]]\nid = "counts"\nfiles = ["c*.csv"]\nsheet = "station"\nfigures = "counts"\n'
        'joins = "votes"\n[feeds.counts]\ncast = "cast"\n'
        '[[feeds]]\nid = "votes"\nfiles = ["v*.csv"]\nsheet = "station"\n'
    )
    recipe = get_recipe(own_recipe(tmp_path, feeds))
    there = '\n[[feeds]]\nid = "votes"\nname = "v"\nfiles = ["w*.csv"]\nsheet = "station"\n'
    there += 'contest = "members"\n[feeds.counts]\nvalid = "valid"\n'
    use = use_recipe(recipe, election_of(tmp_path, "members", added=there), {})

    assert use.feeds == ("counts", "votes-2")
    assert feeds_of(use, tmp_path)["counts"].joins == "votes-2"


def kinds(*names: str) -> str:
    return "".join(f'\n[[vote_types]]\nid = "t{at}"\nname = "{name}"\n' for at, name in enumerate(names))


def test_vote_types_are_known_by_their_names_or_by_the_columns(tmp_path: Path) -> None:
    recipe = get_recipe("au/house-vote-types")
    election = election_of(tmp_path, "members", added=kinds("ordinary", "PostalVotes"))
    use = use_recipe(recipe, election, {})
    (feed,) = feeds_of(use, tmp_path).values()
    assert feed.vote_type is not None
    assert feed.vote_type.patterns == {"t0": ("OrdinaryVotes",), "t1": ("PostalVotes",)}
    unread = "The election has no vote type Absent, Provisional, Pre-poll: their votes are not read."
    assert unread in use.remarks


def test_vote_types_that_are_none_of_the_recipe_are_refused(tmp_path: Path) -> None:
    election = election_of(tmp_path, "members", added=kinds("By hand", "By machine"))
    with pytest.raises(UsageError, match="called as one of the recipe: Ordinary, Absent"):
        use_recipe(get_recipe("au/house-vote-types"), election, {})
