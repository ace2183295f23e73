"""What may be done to orders, and to what is on sale."""
