"""The one place where scarce things are promised: offers, quotas, orders."""
