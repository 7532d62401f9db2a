"""What several apps of the site use: none of them is imported here."""
