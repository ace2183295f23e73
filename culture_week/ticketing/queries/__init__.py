"""Questions about tickets, and about events with their tickets."""
