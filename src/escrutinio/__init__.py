"""Escrutinio: an open election desk, from tally sheets to a result people can trust."""

__version__ = "0.1.0"
