"""Who takes part in an allocation: conditions, and how they are joined."""
