"""Commands of replies."""
