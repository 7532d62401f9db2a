"""What templates of other rooms use."""
