"""Measures the site beside bare references, in one run on one machine: `make bench`."""
