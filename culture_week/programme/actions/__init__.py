"""What may be done to a programme as a whole: bring it in, repeat it."""
