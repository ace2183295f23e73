"""Vendors with a stall at the festival, and who speaks for them."""
