"""Stories whose figures are bound to the count, and the desk where they are written."""
