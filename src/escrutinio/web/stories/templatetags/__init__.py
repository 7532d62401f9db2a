"""What the templates of stories can ask for."""
