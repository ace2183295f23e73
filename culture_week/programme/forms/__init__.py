"""The office's forms for the programme."""
