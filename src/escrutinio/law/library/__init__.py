"""The electoral laws themselves, by country; each folder holds the editions of one country."""
