"""Names in several languages."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

_ByLanguage = Mapping[str, str]


class NamesByLanguage(msgspec.Struct, frozen=True, kw_only=True):
    """Names of what is called differently in different languages, each by the language as BCP 47 has it.

    Every document has one plain name besides: the first that election.toml gives.

    Attributes:
        election: the election's names; empty where it has one name only.
        contests: contest -> its names.
        levels: level of reporting units -> its names.
        selections: selection -> its full names.
        shorts: selection -> its short names, as in a table.
        chambers: chamber of the law -> its names.
    """

    election: _ByLanguage
    contests: Mapping[str, _ByLanguage]
    levels: Mapping[str, _ByLanguage]
    selections: Mapping[str, _ByLanguage]
    shorts: Mapping[str, _ByLanguage]
    chambers: Mapping[str, _ByLanguage]
