"""Pages for visitors, for staff, and for the operator."""
