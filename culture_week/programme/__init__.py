"""The public programme: days, events, and what is left of them."""
