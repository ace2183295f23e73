"""The public face of the festival: editions, venues, gates and events as published."""
