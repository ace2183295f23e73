"""Home, plain pages, the staff entrance and the operator's endpoints."""
