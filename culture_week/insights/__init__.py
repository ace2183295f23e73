"""Figures the city can answer for: exports and the check of what must always hold."""
