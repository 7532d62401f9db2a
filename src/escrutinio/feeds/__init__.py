"""Read official sources into sheet rows, by a mapping; write results in the forms that others read."""

from escrutinio.feeds.archives import SourceFile, source_files
from escrutinio.feeds.files import read_deliveries, read_delivery, read_source
from escrutinio.feeds.nist_report import election_report
from escrutinio.feeds.nist_rules import report_problems
from escrutinio.feeds.reader_process import READER, ReaderDiedError
from escrutinio.feeds.reading import READERS, Reading, feeds_for, parse_deliveries, parse_delivery
from escrutinio.feeds.tidy_table import csv_bytes, parquet_bytes, tidy_table
from escrutinio.feeds.trial import OwnTotal, Trial, try_file

__all__ = [
    "READER",
    "READERS",
    "OwnTotal",
    "ReaderDiedError",
    "Reading",
    "SourceFile",
    "Trial",
    "csv_bytes",
    "election_report",
    "feeds_for",
    "parquet_bytes",
    "parse_deliveries",
    "parse_delivery",
    "read_deliveries",
    "read_delivery",
    "read_source",
    "report_problems",
    "source_files",
    "tidy_table",
    "try_file",
]
