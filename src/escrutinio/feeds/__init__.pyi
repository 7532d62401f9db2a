from .answer_file import file_name, shown_at
from .files import read_deliveries, read_delivery, read_source, read_tables
from .nist_report import election_report
from .nist_rules import report_problems
from .own_totals import OwnTotal
from .polling_times import seconds_to_wait
from .reader_process import READER, ReaderDiedError
from .reading import READERS, Reading, feeds_for, parse_deliveries, parse_delivery
from .source_files import SourceFile, naming, source_files
from .tidy_table import csv_bytes, parquet_bytes, tidy_table, without_formulas
from .trial import Trial, try_file
from .web_fetch import Answer, Known, SourceDownError, fetch

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
