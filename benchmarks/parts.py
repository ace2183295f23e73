"""The parts that measure the site beside the bare reference, both running on one database."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from statistics import median

from benchmarks import servers, visits
from benchmarks.load import Load, Visit, percentile
from benchmarks.measure import Crowd, Pair, alone, failures, throughput
from benchmarks.report import Measured

CROWD = 8
READERS = 16
BUYERS, PLACES, RUSHES = 400, 100, 3
LONGEST_RUSH = 60.0  # seconds
SCANS_A_ROUND = 700


def booking(pair: Pair) -> list[Measured]:
    """Bookings through the API, all from one quota."""
    site, bare = (partial(visits.repeat, visits.book_by_api, pair.festival["offers"][event]) for event in ("HOT", "BARE"))
    crowd = throughput(f"booking, API, one hot quota, {CROWD} clients", pair.beside(site, bare, CROWD), rate=400, p99=60, ratio=0.7)
    return [crowd, alone("booking, API, alone", pair.beside(site, bare, 1))]


def scanning(pair: Pair) -> list[Measured]:
    """Scans of tickets that nobody used, each client a device of its own."""
    fresh = partial(_scans, pair)
    crowd = throughput(f"scan, API, {CROWD} clients", pair.beside(fresh, fresh, CROWD), rate=500, ratio=0.7)
    return [crowd, alone("scan, API, alone", pair.beside(fresh, fresh, 1), median=6)]


def _scans(pair: Pair) -> Iterator[Visit]:
    payloads = list(islice(pair.payloads, SCANS_A_ROUND))
    if len(payloads) < SCANS_A_ROUND:
        raise RuntimeError("no tickets are left that nobody used: fill in more of them, or ask for fewer rounds")
    return map(visits.scan, cycle(pair.festival["tokens"]), payloads)


def web(pair: Pair) -> list[Measured]:
    """Bookings by guests: the booking page, its form, the page of the order."""
    site, bare = (partial(visits.repeat, visits.book_by_web, event, pair.festival["offers"][event]) for event in ("HOT", "BARE"))
    loads = pair.beside(site, bare, CROWD)
    row = throughput(f"booking, web, guest, {CROWD} clients", loads, rate=150, requests=3)
    row.figures["requests"] = len(loads[0][0].requests) / max(1, loads[0][0].outcomes.total())
    return [row]


def event(pair: Pair) -> list[Measured]:
    """An event's page: rendered in full each time, and kept ready."""
    page = _page("/acara/HOT")
    with servers.rendering_site(pair.url, pair.folder) as rendering:
        full = pair.bench.beside((rendering, page), (pair.bare, page), READERS)
    return [
        throughput(f"event page, full render, {READERS} connections", full, ratio=0.5),
        throughput(f"event page, kept ready, {READERS} connections", pair.beside(page, _page("/"), READERS), rate=1000, p99=60),
    ]


def programme(pair: Pair) -> list[Measured]:
    """The programme of a day and home, kept ready, and asked for again with an ETag."""
    day = f"/jadwal/{pair.festival['today']}"
    again = partial(visits.asked_again, day, {})
    return [
        throughput(f"programme day, {READERS} connections", pair.beside(_page(day), _page("/"), READERS), rate=2500),
        throughput(f"home, {READERS} connections", pair.beside(_page("/"), _page("/"), READERS), rate=2500),
        throughput(f"programme day, 304, {READERS} connections", pair.beside(again, _page("/hello"), READERS), rate=3500),
    ]


def _page(path: str) -> Crowd:
    return partial(visits.pages, path)


def rush(pair: Pair) -> list[Measured]:
    """All want in at once, each at an address of their own."""
    return [
        _rush(pair, "API", lambda event: visits.book_by_api(pair.festival["offers"][event]), seconds=1.5),
        _rush(pair, "web", lambda event: visits.book_by_web(event, pair.festival["offers"][event]), seconds=4),
    ]


def _rush(pair: Pair, way: str, visit: Callable[[str], Visit], seconds: float) -> Measured:
    sides: dict[str, list[Load]] = {"site": [], "bare": []}
    for _ in range(RUSHES):
        for side, server in (("site", pair.site), ("bare", pair.bare)):
            name = next(pair.rushes)
            load = pair.bench.load(server, (visit(name) for _ in range(BUYERS)), BUYERS, LONGEST_RUSH)
            if load.outcomes["booked"] != PLACES:
                pair.bench.complain(f"{load.outcomes['booked']} of {PLACES} places sold in a rush ({way}, {side})")
            sides[side].append(load)
    ours, theirs = ({"seconds": median(load.seconds for load in side)} for side in sides.values())
    ours["slowest"] = percentile(sides["site"], 1) / 1000
    ours["ratio"] = theirs["seconds"] / ours["seconds"]
    target = {"seconds": seconds, "slowest": 3.0}
    return Measured(f"{BUYERS} buyers, {PLACES} places, {way}", ours, theirs, target, failures(sides["site"]))


def gunicorn(pair: Pair) -> list[Measured]:
    """The same site under gunicorn with synchronous workers as the reference."""
    page, book = _page("/acara/HOT"), partial(visits.repeat, visits.book_by_api, pair.festival["offers"]["HOT"])
    name = f"granian beside gunicorn sync ×{servers.WORKERS}"
    with servers.site_on_gunicorn(pair.url, pair.folder) as other:
        rows = [
            throughput(f"{name}: {work}", pair.bench.beside((pair.site, crowd), (other, crowd), clients))
            for work, crowd, clients in (("event page, kept ready", page, READERS), ("booking, API", book, CROWD))
        ]
    with (
        servers.rendering_site(pair.url, pair.folder) as rendering,
        servers.site_on_gunicorn(pair.url, pair.folder, "benchmarks.rendered:app") as other,
    ):
        loads = pair.bench.beside((rendering, page), (other, page), READERS)
    return [*rows, throughput(f"{name}: event page, full render", loads)]
