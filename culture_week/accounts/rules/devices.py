"""What the owner of an account is told of the device behind a log-in."""


def device_name(user_agent: str) -> str:
    """What a browser calls itself, as people would: `Chrome · Android`."""
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    found = [next((name for mark, name in names if mark in user_agent), "") for names in (browsers, systems)]
    return " · ".join(filter(None, found)) or "–"
