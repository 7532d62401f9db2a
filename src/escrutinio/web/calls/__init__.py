"""Calls: the desk page on which an editor publishes, holds and retracts them, and their words."""
