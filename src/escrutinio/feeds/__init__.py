"""Read official sources into sheet rows, by a mapping; write results in the forms that others read."""

from escrutinio.feeds.answer_file import file_name, shown_at
from escrutinio.feeds.files import read_deliveries, read_delivery, read_source, read_tables
from escrutinio.feeds.nist_report import election_report
from escrutinio.feeds.nist_rules import report_problems
from escrutinio.feeds.own_totals import OwnTotal
from escrutinio.feeds.polling_times import seconds_to_wait
from escrutinio.feeds.reader_process import READER, ReaderDiedError
from escrutinio.feeds.reading import READERS, Reading, feeds_for, parse_deliveries, parse_delivery
from escrutinio.feeds.source_files import SourceFile, naming, source_files
from escrutinio.feeds.tidy_table import csv_bytes, parquet_bytes, tidy_table, without_formulas
from escrutinio.feeds.trial import Trial, try_file
from escrutinio.feeds.web_fetch import Answer, Known, SourceDownError, fetch

__all__ = [
    "READER",
    "READERS",
    "Answer",
    "Known",
    "OwnTotal",
    "ReaderDiedError",
    "Reading",
    "SourceDownError",
    "SourceFile",
    "Trial",
    "csv_bytes",
    "election_report",
    "feeds_for",
    "fetch",
    "file_name",
    "naming",
    "parquet_bytes",
    "parse_deliveries",
    "parse_delivery",
    "read_deliveries",
    "read_delivery",
    "read_source",
    "read_tables",
    "report_problems",
    "seconds_to_wait",
    "shown_at",
    "source_files",
    "tidy_table",
    "try_file",
    "without_formulas",
]
