"""What the office asks of a programme."""
