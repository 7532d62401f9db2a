"""Read official sources into sheet rows, by a mapping."""

from escrutinio.feeds.reading import READERS, Reading, digest_of, parse_delivery, read_delivery

__all__ = ["READERS", "Reading", "digest_of", "parse_delivery", "read_delivery"]
