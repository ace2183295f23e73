"""The first view of the main pages stays light on a slow phone, and nothing on it moves."""

from collections import Counter

import pytest
from playwright.sync_api import expect

PAGES = {"home": "/", "event": "/acara/LATIHAN", "order": None}
NEWER_PAGES = {
    "day": "/jadwal",
    "day-by-venue": "/jadwal/{day}/tempat",
    "day-grid": "/jadwal/{day}/kisi",
    "search": "/cari",
    "now": "/sekarang",
    "venues": "/tempat",
    "venue": "/tempat/LM-UTAMA",
    "booking": "/pesan/LATIHAN",
    "watch": "/acara/LATIHAN/kabari",
    "favourites": "/favorit",
    "changes": "/perubahan",
    "about": "/tentang",
    "accessibility": "/aksesibilitas",
    "kept": "/privasi/penyimpanan",
}
KB = 1024
MOST_KB = {"Document": 11, "Stylesheet": 14, "Script": 18, "Font": 12}
MOST_KB_IN_ALL = 80
MOST_KB_LATER = 15
WATCH_SHIFTS = """
  window.shifts = 0;
  const add = (entries) => {
    for (const entry of entries) if (!entry.hadRecentInput) window.shifts += entry.value;
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  window.allShifts = async () => {
    await document.fonts.ready;
    await new Promise((resume) => setTimeout(resume, 500));
    add(observer.takeRecords());
    return window.shifts;
  };
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
    return weigh(kinds, weights), page.evaluate("window.allShifts()")


def weigh(kinds, weights):
    by_kind = Counter()
    for request, weight in weights.items():
        by_kind[kinds.get(request, "Other")] += weight
    return by_kind


@pytest.mark.parametrize("name", PAGES)
def test_first_view_is_light_and_still(new_context, order_path, name):
    page = new_context(device_scale_factor=2).new_page()
    weights, shifts = first_view(page, PAGES[name] or order_path)
    assert weights["Document"] and weights["Stylesheet"]
    too_heavy = {kind: weights[kind] for kind, most in MOST_KB.items() if weights[kind] > most * KB}
    assert not too_heavy, dict(weights)
    assert weights.total() <= MOST_KB_IN_ALL * KB, dict(weights)
    assert round(shifts, 3) == 0


@pytest.mark.parametrize("name", NEWER_PAGES)
def test_newer_page_is_light_at_once_and_lighter_later(new_context, stage, name):
    """First by itself with an empty cache; then after the home page, when what all pages share is there."""
    path = NEWER_PAGES[name].format(day=stage.first_day.isoformat())
    first, shifts = first_view(new_context(service_workers="block").new_page(), path)
    too_heavy = {kind: first[kind] for kind, most in MOST_KB.items() if first[kind] > most * KB}
    assert (too_heavy, round(shifts, 3)) == ({}, 0), dict(first)
    page = new_context(service_workers="block").new_page()
    page.goto("/", wait_until="networkidle")
    later, _shifts = first_view(page, path)
    assert later["Document"] and later.total() <= MOST_KB_LATER * KB, dict(later)


@pytest.mark.parametrize("name", PAGES)
def test_font_that_comes_late_moves_nothing(new_context, order_path, name):
    page = new_context().new_page()
    held = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(PAGES[name] or order_path, wait_until="domcontentloaded")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(500)
    assert held
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    assert round(page.evaluate("window.allShifts()"), 3) == 0
