"""What templates say of calls."""
