"""The groups that perform."""
