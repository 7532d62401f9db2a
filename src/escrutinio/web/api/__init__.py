"""The count for programs and other sites: JSON, downloads, feeds, cards, and their description."""
