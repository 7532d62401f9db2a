"""What the checks say: the forms of findings, see :mod:`escrutinio.model.wording`."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.model.translations import gettext_noop as _

FINDINGS: Mapping[str, tuple[str, ...]] = {
    "check": (
        _("a sheet that is not in the stations file"),
        _("a sheet of another contest"),
        _("a sheet of another district or unit"),
        _("registered voters differ from the stations file"),
        _("a count far above the polling place's other tables"),
        _("two units of the stations file whose codes look alike"),
        _("the votes for the selections do not add up to the valid votes"),
        _("valid, blank and null votes do not add up to the votes cast"),
        _("more votes cast than voters registered"),
        _("votes where 0 voters are registered"),
        _("votes of a kind that the contest does not have"),
        _("a sheet on which nobody voted"),
        _("votes for a selection that has withdrawn"),
        _("the same votes at two stations"),
        _("votes of two selections that may be swapped"),
        _("a sheet on which two sources differ"),
        _("rows of the ledger that are not those that were taken in"),
        _("kept bytes of which the ledger has no entry"),
        _("a snapshot with far fewer sheets than the one before it, which is held"),
        _("a delivery that somebody has withdrawn"),
        _("two snapshots of one source that were observed at the same time"),
        _("a delivery that is said to have been observed after it came in"),
        _("a sheet changed after it was published"),
        _("a sheet that disappeared from a later snapshot, or is listed as not counted again"),
        _("a sheet that disappeared and came back"),
        _("a figure that fell after it was published"),
        _("a row that cannot be read, or names no sheet or no known contest"),
        _("a negative, fractional, missing or unreadable number"),
        _("a row split by a stray quote, joined again"),
        _("the log of what came in is gone, or its checkpoint is"),
        _("a delivery or a decision that the log has and the ledger has lost"),
        _("boundaries of a level that cannot be drawn"),
        _("units of a level without a boundary, or boundaries without a unit"),
        _("seats of the earlier election that cannot be read"),
        _("a photograph of a person that cannot be shown"),
        _("sheets that a file lists and that are not counted yet"),
        _("a row that may be a total of other rows"),
        _("a total of the source that is not the sum of its sheets"),
        _("a remark on a file as a whole"),
        _("columns that the feed's mapping does not mention"),
        _("votes for a selection that does not stand in the contest"),
        _(
            "a sheet several times in one delivery with different numbers, or a word several times on one "
            "sheet"
        ),
    ),
    "finding": (
        _("The stations file does not have this sheet. It is counted in the unit that the feed gives."),
        _("The stations file has this sheet only for {name}."),
        _(
            "The feed puts this sheet in the {name} '{name_2}', the stations file in '{name_3}'; the "
            "stations file's unit is used."
        ),
        _("The sheet states {number} registered voters, the stations file {number_2}."),
        _(
            "{number} votes were cast here; the median of the other {number_2} tables of this polling "
            "place is {number_3}."
        ),
        _(
            "Two units of the level {name} in the stations file look alike, '{name_2}' and '{name_3}', and "
            "are counted apart. The second has {name_4}."
        ),
        _("The selections have {number} votes together, but the sheet states {number_2} valid votes."),
        _(
            "The selections have {number} votes together; the sheet's {number_2} valid ballots have at "
            "most {number_3} each."
        ),
        _(
            "Valid {number}, blank {number_2} and null {number_3} make {number_4}, but the sheet states "
            "{number_5} votes cast."
        ),
        _(
            "The votes that the sheet states as valid, blank or null make {number}, but it states {number_2} "
            "votes cast."
        ),
        _("{number} votes were cast, but only {number_2} voters are registered."),
        _(
            "{number} votes were cast at this station in all vote types, but only {number_2} voters are "
            "registered."
        ),
        _(
            "{number} votes were cast where 0 voters are registered: how many there are is not known. "
            "Leave the number blank in the stations file, or give the right one."
        ),
        _(
            "The sheet states {number} {kind} votes, but election.toml says no_{kind_2} of its contest; "
            "they are counted."
        ),
        _("The sheet says that nobody voted at this table."),
        _("{name} has withdrawn, but has votes on the sheet: {number}."),
        _("{name} does not stand in this contest; its {number} votes are not counted."),
        _(
            "By the table of candidates {name} does not stand in the {name_2} '{name_3}'; its {number} "
            "votes are not counted."
        ),
        _("All votes are the same as on sheet {name}; {number} sheets have them."),
        _(
            "{name} has {number} votes here and {name_2} has {number_2}. At the other {number_3} tables of "
            "this polling place it is the other way round, so the two may be swapped."
        ),
        _("{name} and {name_2} differ on this sheet: {figures}. The figures of {name_3} are counted: {why}."),
        _(
            "{name} and {name_2} differ on this sheet: {figures}. Neither is counted: the source whose "
            "sheet counts does not state them."
        ),
        _(
            "The ledger's figures of this sheet have been changed since its file was taken in. Run "
            "escrutinio verify; escrutinio repair makes the ledger again from the files."
        ),
        _(
            "The bytes in {name} are kept, and the ledger has no entry of them: taking the file in was "
            "interrupted, or the end of the ledger's log has been lost. Ingest the file again, or run "
            "escrutinio repair."
        ),
        _(
            "This snapshot has far fewer sheets than {name} before it (now {name_2}), so it is held and "
            "does not count. Take it with escrutinio deliveries --accept, or leave it out for good with "
            "--withdraw."
        ),
        _("This file does not count: {name} has withdrawn it ({name_2})."),
        _(
            "{name} and {name_2} are snapshots of the same moment. The one that was received later, "
            "{name_3}, counts."
        ),
        _(
            "This file is said to have been observed on {name} UTC, and came in before that: the time in its "
            "name, or the time zone, is wrong. No file of an earlier time replaces it. Withdraw it, and "
            "ingest it with --observed-at."
        ),
        _("The numbers changed after they had been published."),
        _("An earlier file had the sheet's figures; in this one they are missing, so it no longer counts."),
        _("The sheet had disappeared from a snapshot and is back."),
        _("Figures fell after they had been published. Counts grow, unless they are corrected."),
        _("This delivery has the sheet {number} times with different numbers; line {number_2} is counted."),
        _(
            "This row cannot be counted: its sheet is '{name}' and its contest '{name_2}'. Ask the source, "
            "or add the contest's word to the feed."
        ),
        _(
            "This row cannot be counted: nothing names its sheet (the feed takes it from {name}). Ask the "
            "source, or name columns under sheet that are filled on every row."
        ),
        _(
            "{number} of the file's {number_2} sheets are not counted yet: they state no result that the "
            "feed reads."
        ),
        _(
            "{number} of the file's {number_2} sheets are not counted yet: they state no result that the "
            "feed reads, or have a status that the feed '{name}' does not take for counted."
        ),
        _(
            "{number} of the file's {number_2} sheets are not counted yet: they state no result that the "
            "feed reads, or none of their tables are counted."
        ),
        _(
            "{number} of the file's {number_2} sheets are not counted yet: they state no result that the "
            "feed reads, or not all of their tables are counted."
        ),
        _(
            "{number} of the file's {number_2} sheets are not counted yet: they state no result that the "
            "feed reads, or have a status that the feed '{name}' does not take for counted, or none of "
            "their tables are counted."
        ),
        _(
            "{number} of the file's {number_2} sheets are not counted yet: they state no result that the "
            "feed reads, or have a status that the feed '{name}' does not take for counted, or not "
            "all of their tables are counted."
        ),
        _(
            "The feed '{name}' does not say what these columns are, so they are not read: {name_2}. Map "
            "them, or list them under ignore."
        ),
        _("A stray quote had split a text of this row in two; it was joined and all numbers are whole."),
        _("This row lacks fields of the header or has too many; the sheet's earlier version stays."),
        _(
            "A quote opens on line {number} and is not closed {until}, so the row is torn and its figures "
            "are not read; the sheet's earlier version stays."
        ),
        _(
            "A quote opens on line {number} and is not closed {until}. Only the row's last text can be "
            "incomplete, and it is no figure; the row counts."
        ),
        _(
            "A quote opens on line {number} and closes on line {number_2}; whether that is one row or two "
            "cannot be known, so neither is read. The sheet's earlier version stays."
        ),
        _("The number in column {name} is {problem} (found '{name_2}'); it counts as not stated. {advice}"),
        _("The number in column {name} is missing (found ''); it counts as not stated. {advice}"),
        _("No row of this sheet has the number of {name}; it counts as not stated. {advice}"),
        _(
            "The figures are the sums of {number} other rows of the file (from line {number_2} to "
            "{number_3}), so this may be a total. It counts as a sheet; leave totals out with `only` or "
            "`skip` in the feed '{name}'."
        ),
        _("The file's own total is not the sum of its {number} sheets."),
        _("'{name}' names no selection; its votes are not counted."),
        _(
            "'{name}' names no selection of the feed '{name_2}', which reads this row; its votes are not "
            "counted. The feed '{name_3}' knows it: name the contests of each under contests."
        ),
        _(
            "{name} stands on several rows of this sheet (lines {name_2}; votes {name_3}), so the sheet is "
            "not counted. If each row holds a part, write same_word = \"sum\" in the feed '{name_4}'."
        ),
        _(
            "The rows of this sheet differ in the column '{name}' (lines {name_2}: {name_3}), so the sheet "
            "is not counted. Ask the source which is right."
        ),
        _(
            "The file has this sheet several times with different figures (lines {name}), so the sheet is "
            "not counted. If each row holds a part, write same_sheet = \"sum\" in the feed '{name_2}'."
        ),
        _(
            "The log of what came in is gone, or its checkpoint is, although there was one. Put the folder "
            "log back from a copy; until then nothing is entered."
        ),
        _("The ledger has lost this delivery, which is in the log. {name}"),
        _("The ledger has lost a decision on this delivery, which is in the log: {name}. {name_2}"),
        _("The map of {name} cannot be drawn: {name_2}."),
        _(
            "The photograph {name} cannot be shown: the election's folder has no such file. Put it there, "
            "or correct its name."
        ),
        _("The photograph {name} cannot be shown: it lies outside the election's folder. Put it there."),
        _(
            "The photograph {name} cannot be shown: it is an address. Put the picture into the election's "
            "folder, and name its file."
        ),
        _("The photograph {name} cannot be shown: it is larger than 12 MB. Save it smaller."),
        _("The photograph {name} cannot be shown: it has more than 50 million pixels. Save it smaller."),
        _(
            "The photograph {name} cannot be shown: it is no picture that can be read. Save it as JPEG, PNG "
            "or WebP."
        ),
        _("The photograph {name} cannot be shown: no file can have that name. Correct it."),
        _("Photographs that cannot be shown, beside those that are named: {number}."),
        _("Gains and losses of seats cannot be said: {name}."),
        _(
            "Of {name}: {number} unit ({name_2}) without an area in {name_3}. Where there should be one, "
            "check the property {name_4} and the codes of the stations file."
        ),
        _(
            "Of {name}: {number} units ({name_2}) without an area in {name_3}. Where there should be one, "
            "check the property {name_4} and the codes of the stations file."
        ),
        _("{number} area ({name}) of {name_2}: no unit of {name_3} has that code."),
        _("{number} areas ({name}) of {name_2}: no unit of {name_3} has that code."),
        _(
            "The word {name} is there with composed letters and with decomposed ones; both are read as the "
            "same word."
        ),
        _("The word {name} is read as {name_2}. It looks the same but has {name_3}."),
        _(
            "The word {name} is not read as {name_2}, though it looks the same: it has {name_3}. If it is "
            "meant, add it to the feed."
        ),
    ),
    "kind": (
        _("blank"),
        _("null"),
    ),
    "why": (
        _("its precedence is higher"),
        _("its precedence is the same, and it is later"),
        _(
            "precedence and time are the same, so the order of the files' hashes decides. Give one of the "
            "feeds a higher precedence"
        ),
    ),
    "figures": (
        _("{name} {number} and {number_2}"),
        "{figures}; {figures_2}",
    ),
    "until": (
        _("before line {number}"),
        _("before the end of the file"),
    ),
    "problem": (
        _("an error of the workbook"),
        _("negative"),
        _("ambiguous"),
        _("fractional"),
        _("too large"),
        _("unreadable"),
    ),
    "advice": (
        _(
            'If the source leaves cells empty for 0, write zero = "" under [feeds.numbers]; if not, ask it '
            "for this sheet."
        ),
        _("If the sign stands between thousands, say so with thousands under [feeds.numbers]."),
        _("If the source has it for 0, or for what is not stated, say so under [feeds.numbers]."),
        _("Ask the source for this sheet."),
    ),
}
