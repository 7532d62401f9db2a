"""How the table of alerts came about."""
