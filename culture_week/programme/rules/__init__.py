"""What may stand in a programme, and what is wrong with one that is planned."""
