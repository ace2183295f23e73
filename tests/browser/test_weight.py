"""The first view of the main pages stays light on a slow phone, and nothing on it moves."""

from collections import Counter

import pytest

KB = 1000
MOST_KB = {"Document": 11, "Stylesheet": 14, "Script": 18, "Font": 12}
MOST_KB_IN_ALL = 80
WATCH_SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""


def first_view(page, path):
    """The bytes on the wire by kind of file, and how far the layout shifted, of a visit with an empty cache."""
    kinds, weights = {}, Counter()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    network.on("Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}))
    network.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": 100, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    )
    page.add_init_script(WATCH_SHIFTS)
    assert page.goto(path, wait_until="networkidle").status == 200
    by_kind = Counter()
    for request, weight in weights.items():
        by_kind[kinds.get(request, "Other")] += weight
    return by_kind, network.send("Runtime.evaluate", {"expression": "window.shifts"})["result"]["value"]


@pytest.mark.parametrize("name", ["home", "event", "order"])
def test_first_view_is_light_and_still(new_context, order_path, name):
    path = {"home": "/", "event": "/acara/LATIHAN", "order": order_path}[name]
    page = new_context(device_scale_factor=2).new_page()
    weights, shifts = first_view(page, path)
    assert weights["Document"] and weights["Stylesheet"]
    too_heavy = {kind: weights[kind] for kind, most in MOST_KB.items() if weights[kind] > most * KB}
    assert not too_heavy, dict(weights)
    assert weights.total() <= MOST_KB_IN_ALL * KB, dict(weights)
    assert round(shifts, 3) == 0
