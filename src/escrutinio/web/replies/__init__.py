"""Readers' replies under stories."""
