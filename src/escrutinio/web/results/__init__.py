"""Pages of the count, the seats and the projection."""
