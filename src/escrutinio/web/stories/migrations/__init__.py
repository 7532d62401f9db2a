"""How the tables of stories came about."""
