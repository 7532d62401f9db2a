"""Background work: publishing the count, the stories that are due, the export."""
