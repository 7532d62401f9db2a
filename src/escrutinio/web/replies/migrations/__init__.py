"""How the tables of replies came about."""
