"""What may be done to editions, places, events and announcements."""
