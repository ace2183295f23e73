"""Pages of the programme: for visitors, and for the office."""
