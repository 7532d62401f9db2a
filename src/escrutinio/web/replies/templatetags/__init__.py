"""What templates of replies need."""
