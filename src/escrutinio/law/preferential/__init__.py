"""Ballots that rank candidates: the instant run-off, the contingent vote, the single transferable vote."""
