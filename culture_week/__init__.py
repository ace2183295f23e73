"""Culture Week: the open platform on which a city runs its regional culture week."""
