"""Tools that know nothing of a festival; each would make sense on a bakery's site."""
