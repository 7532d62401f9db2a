"""The command line."""

from escrutinio.cli.main import main

__all__ = ["main"]
