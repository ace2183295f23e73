"""The gates: their phones, and every scan."""
