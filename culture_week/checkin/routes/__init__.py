"""Pages of the gates: the phone's, and those of the staff behind it."""
