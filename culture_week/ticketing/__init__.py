"""What admits a visitor: ticket types, tickets and their entries."""
