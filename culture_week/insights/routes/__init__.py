"""Figures and their neighbours, for visitors and for staff."""
