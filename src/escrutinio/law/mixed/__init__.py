"""Single-member seats and list seats in one house: parallel, compensated, levelled, with cover."""
