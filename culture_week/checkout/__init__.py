"""Where an order meets what it buys: booking, the order page, cancelling."""
