"""The words of the renderers: what numbers, columns and tables are called, and how a law's steps are said.

They stand here in English; the catalogues of the site have them in every other language. What a law's own
file says (its title, its articles, a step's text where the file gives one) is not here and stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from escrutinio.law.rendering.phrases import PHRASES
from escrutinio.law.rendering.rules import RULES
from escrutinio.law.rendering.sentences import SENTENCES
from escrutinio.model.translations import NUMBER, SOURCE, catalogue
from escrutinio.model.translations import gettext_noop as _
from escrutinio.model.wording import Wording

LAW = Wording({**SENTENCES, **RULES, **PHRASES})
"""How the rules word their steps."""

CATALOGUE: Mapping[str, str] = {
    # Labels of step_parts.
    "votes": _("Votes"),
    "candidate votes": _("Votes for candidates"),
    "list votes": _("Votes of all lists"),
    "valid": _("Valid votes"),
    "cast": _("Votes cast"),
    "registered": _("Registered voters"),
    "population": _("Population"),
    "ballots": _("Ballots"),
    "first preferences": _("First preferences"),
    "preferences added": _("Preferences added"),
    "totals": _("Totals"),
    "preferring": _("Ballots that prefer one of a pair"),
    "strongest paths": _("Strongest paths of wins"),
    "largest defeats": _("Largest defeat of each"),
    "wins": _("Others beaten"),
    "voters": _("Numbers of voters"),
    "withdrawn votes": _("Votes of withdrawn lists"),
    "unused votes": _("Unused votes"),
    "quota": _("Quota"),
    "keep value": _("Keep value"),
    "measure": _("Votes of a whole seat"),
    "land number": _("Votes of a seat"),
    "electoral key": _("Electoral key"),
    "units": _("Units"),
    "districts": _("Districts"),
    "candidates": _("Candidates"),
    "electors": _("Electors"),
    "electors open": _("Electors still open"),
    "winners": _("Winners of constituencies"),
    "seats": _("Seats"),
    "all seats": _("All seats"),
    "list seats": _("List seats"),
    "list seats open": _("List seats still open"),
    "single-member seats": _("Single-member seats"),
    "entitlement": _("Entitlement"),
    "seats left empty": _("Seats left empty for want of candidates"),
    "seats given back": _("Seats given back"),
    "seats given anew": _("The same seats, given to others"),
    "overhang": _("Overhang"),
    "house size": _("Size of the house"),
    "bonus": _("Bonus seats"),
    "shared seats": _("Seats shared in proportion"),
    "full quotas": _("Full quotas"),
    "seats left": _("Seats left"),
    "guaranteed seats": _("Guaranteed"),
    "whole shares": _("By whole shares"),
    "seats by rank": _("By rank"),
    "seats in units": _("Seats won in the units"),
    "seats tied in units": _("Seats tied in the units"),
    "seats added": _("Seats added"),
    "levelling seats": _("Levelling seats"),
    "seats in regions": _("Seats in regions"),
    "seats in land": _("Seats in the land"),
    "seats in lands": _("Seats in the lands"),
    "seats below": _("Seats won below"),
    "left for country": _("Left for the country"),
    "elected": _("Elected"),
    "next": _("Next"),
    "remain": _("Remain"),
    "take part": _("Take part"),
    "take part with abroad": _("Take part if votes from abroad counted"),
    "agreements": _("Agreements"),
    "raised": _("With raised quotients"),
    "void agreements": _("Agreements without effect"),
    "alliances": _("Alliances"),
    "units short": _("Units whose stated valid votes are fewer than the lists have"),
    "contest": _("Contest"),
    "first": _("Most votes"),
    # Which quotients a table has.
    "quotients won": _("Quotients that win a seat"),
    "quotients last of each": _("Last quotient that wins a seat, of each"),
    "quotients seats left": _("Quotients of the seats left"),
    "quotients border": _("Last quotient that wins, and the next"),
    "quotients taken": _("Seats taken, the lowest quotient first"),
    # Heads of columns.
    "list": _("List"),
    "candidate": _("Candidate"),
    "answer": _("Answer"),
    "unit": _("Unit"),
    "region": _("Region"),
    "seat": _("Seat"),
    "share": _("Share"),
    "divided by": _("Divided by"),
    "quotient": _("Quotient"),
    "own seat": _("Seat of the list"),
    "remainder": _("Remainder"),
    "takes part": _("Takes part"),
    "conditions": _("Conditions met"),
    "above": _("Votes above"),
    "below": _("Votes below"),
    "loses with": _("Votes fewer that lose the last seat"),
    "wins with": _("Votes more that win another"),
    "result": _("Result"),
    "round": _("Round"),
    "stage": _("Stage"),
    "exhausted": _("Exhausted ballots"),
    "excluded": _("Excluded"),
    "shares": _("Shares"),
    "left out": _("Left out with seats above their share"),
    "size": _("Seats to share"),
    "figure": _("Figure"),
    "reached in": _("Reached in"),
    "district": _("District"),
    "divisor": _("Divisor"),
    "over": _("Over"),
    "back": _("The other way"),
    "won units": _("Units won"),
    "kept seats": _("Seats"),
    # Captions and lines.
    "shares of votes": _("Shares of the votes"),
    "remainders": _("Quota and remainders"),
    "threshold": _("Who takes part"),
    "too few": _("Fewer than {number} lists"),
    "place of rule": _("condition {number} stands in place"),
    "margins": _("Margin of the last seat"),
    "decision": _("Decision"),
    "decisions": _("Decisions"),
    "ties": _("Left open"),
    "lots": _("Recorded lots"),
    "unused lots": _("Recorded lots that fit no tie"),
    "rounds": _("Rounds"),
    "stages": _("Stages of the count"),
    "levelling": _("Rounds of levelling"),
    "placement": _("Where the seats fall, in order"),
    "quorum": _("Takes part by"),
    "every list": _("every list"),
    "district divisors": _("Divisors of the districts"),
    "list divisors": _("Divisors of the lists"),
    "verified": _("Dividing and rounding gives these seats"),
    "spread": _("Share reached, by number of {units}"),
    "ahead": _("More votes than the other, by number of {units}"),
    "ahead in": _("Ahead in"),
    "spread needed": _("Needed in"),
    "of number": _("{part} of {whole}"),
    "uncovered": _("First in their constituency and without a seat"),
    "none": _("none"),
    "yes": _("yes"),
    "no": _("no"),
    "infinite": _("infinite"),
    "first preferences stage": _("first preferences"),
    "surplus stage": _("surplus of {names}"),
    "exclusion stage": _("exclusion of {names}"),
    "keep values stage": _("keep values set anew"),
    "excluded by": "{name} ({by})",
    # Sentences.
    "is elected": _("{name} elected"),
    "is adopted": _("adopted ({text})"),
    "is not adopted": _("not adopted ({text})"),
    "run-off": _("run-off between {names}"),
    "undecided": _("undecided ({text})"),
    "level": _("{what}: {names} are level"),
    "level for seat": _("{what}: {names} are level for one seat"),
    "level for seats": _("{what}: {names} are level for {number} seats"),
    "level for place": _("{what}: {names} are level for one place"),
    "level for places": _("{what}: {names} are level for {number} places"),
    "level for elector": _("{what}: {names} are level for one elector"),
    "level for electors": _("{what}: {names} are level for {number} electors"),
    "drawn": _("{drawn} of {tied}"),
    "and": _("and"),
    "loses sentence one": _("{name} loses it with 1 vote fewer"),
    "loses sentence": _("{name} loses it with {number} votes fewer"),
    "wins sentence one": _("{name} wins another with 1 vote more"),
    "wins sentence": _("{name} wins another with {number} votes more"),
    # The outcome.
    "given": _("Given"),
    "results": _("Result"),
    "final": _("of all sheets"),
    "not final": _("not final: of the counted sheets"),
    "chamber": _("{name}, {size} seats, majority {majority}"),
    "part of a body": _("{name}, {size} seats"),
    "undecided seats": _("(undecided)"),
    "vacant seats": _("(vacant)"),
}
"""Name of a text -> the text, in English."""

KINDS_OF_SEATS: Mapping[str, str] = {
    "list": _("List"),
    "single-member": _("Single-member"),
    "special": _("Special"),
    "levelling": _("Levelling"),
    "elector": _("Elector"),
    "member": _("Member"),
    "unit": _("Unit"),
    "region": _("Region"),
    "land": _("Land"),
    "country": _("Country"),
    "all tiers": _("All tiers"),
    "regional list": _("Regional list"),
    "national list": _("National list"),
}
"""Kind of seats -> what its column is called; a law can have kinds of its own."""


class Words:
    """The words of one language.

    Args:
        language: of the reader; English stands in where there is no catalogue.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._translate = catalogue(language)

    def __call__(self, name: str, /, **values: object) -> str:
        """A text of the catalogue, with its values filled in.

        Raises:
            KeyError: there is no such text.
        """
        text = self._translate(CATALOGUE[name])
        return text.format(**values) if values else text

    def together(self, names: Sequence[str]) -> str:
        """Names as a sentence has them: "A, B and C"."""
        first, last = names[:-1], "".join(names[-1:])
        return f"{', '.join(first)} {self('and')} {last}" if first else last

    def kind_of_seats(self, kind: str) -> str:
        """What the column of a kind of seats is called."""
        return self._translate(KINDS_OF_SEATS[kind]) if kind in KINDS_OF_SEATS else kind.capitalize()

    def said(self, text: str, kind: str) -> str:
        """What a rule says, in this language; the law's own words, and names, as they are.

        Args:
            text: in English.
            kind: of phrase, such as "text" or "title" of a step.
        """
        return LAW.said(text, kind, self.language) or text

    def is_own(self, text: str, kind: str) -> bool:
        """Whether a text is in the law's own words, and not in the reader's language."""
        return self.language.partition("-")[0] != SOURCE and LAW.said(text, kind, self.language) is None

    @property
    def point(self) -> str:
        """What separates the decimals of a number."""
        return self._translate(NUMBER)[5]
