"""A light HTTP/1.1 client for loopback: many keep-alive connections in one thread, each from an address of its own.

It shares the machine with the server it measures, so it is kept cheap: requests are ready-made bytes, and of an answer
only the status, the length and what a visit asks for are read. About 20 µs of processor time a request.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import count
from math import nan

PATIENCE = 30.0  # seconds without any answer, after which a run is given up
VISITS_PER_ADDRESS = 50
_numbers = count()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.encode():
                return value.strip().decode()
        return ""


class Unexpected(Exception):
    """An answer was not the one that a visit must get."""


# Yields requests, is sent the answer to each, and returns a word for how it ended.
Visit = Generator[bytes, Answer, str]


@dataclass
class Load:
    """How a run went: `outcomes` counts visits by their word, `failures` what must not happen; times in seconds."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    requests: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Visits a second that ended well."""
        return self.outcomes.total() / self.seconds if self.seconds else 0.0


def percentile(loads: list[Load], share: float) -> float:
    """The time to answer that `share` (0 to 1) of all requests of some runs stayed within, in milliseconds."""
    ordered = sorted(seconds for load in loads for seconds in load.requests)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else nan


class _Client:
    """One connection after another, each from a new address, and the visit that is under way."""

    def __init__(self, port: int, selector: selectors.BaseSelector) -> None:
        self.port, self.selector = port, selector
        self.socket: socket.socket | None = None
        self.visits_left = 0
        self.received = b""
        self.request = b""
        self.sent_at = 0.0
        self.visit: Visit | None = None

    def send(self, request: bytes) -> None:
        self.request, self.received = request, b""
        self.sent_at = time.perf_counter()
        fresh = self.socket is None
        try:
            self._connection().sendall(request)
        except OSError:
            if fresh:
                raise
            self.disconnect()  # the server had closed a connection that was kept
            self._connection().sendall(request)

    def _connection(self) -> socket.socket:
        if self.socket is None:
            number = next(_numbers)
            self.socket = socket.socket()
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.bind((f"127.{1 + number // 62500 % 250}.{number // 250 % 250}.{1 + number % 250}", 0))
            self.socket.connect(("127.0.0.1", self.port))
            self.selector.register(self.socket, selectors.EVENT_READ, self)
            self.visits_left = VISITS_PER_ADDRESS
        return self.socket

    def disconnect(self) -> None:
        if self.socket is not None:
            self.selector.unregister(self.socket)
            self.socket.close()
            self.socket = None

    def receive(self) -> Answer | None:
        """The answer once it is complete."""
        assert self.socket is not None
        piece = self.socket.recv(262144)
        if not piece:
            raise ConnectionError("closed before the answer was complete")
        self.received += piece
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.received[:end]
        status = int(head[9:12])
        length = 0 if status in (204, 304) else _content_length(head)
        if len(self.received) < end + 4 + length:
            return None
        answer = Answer(status, head, self.received[end + 4 : end + 4 + length])
        if b"connection: close" in head.lower():
            self.disconnect()
        return answer


def _content_length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        raise ConnectionError("an answer without Content-Length")
    return int(lower[at + 15 : at + 40].split(b"\r\n", 1)[0])


def run(port: int, visits: Iterator[Visit], clients: int, seconds: float) -> Load:
    """Lets `clients` make visits one after another, beginning none after `seconds`, until all under way have ended."""
    load = Load()
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        waiting = sum(_begin(_Client(port, selector), visits, began + seconds, load) for _ in range(clients))
        while waiting:
            ready = selector.select(PATIENCE)
            if not ready:
                load.failures[f"no answer within {PATIENCE:.0f} s"] += waiting
                break
            for key, _events in ready:
                waiting -= not _continue(key.data, visits, began + seconds, load)
        load.seconds = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.disconnect()
    return load


def _begin(client: _Client, visits: Iterator[Visit], until: float, load: Load) -> bool:
    """Starts a client's next visit; False where there is none or the time is over."""
    client.visit = next(visits, None) if time.perf_counter() < until else None
    if client.visit is None:
        client.disconnect()
        return False
    if client.visits_left <= 0:
        client.disconnect()
    client.visits_left -= 1
    client.send(next(client.visit))
    return True


def _continue(client: _Client, visits: Iterator[Visit], until: float, load: Load) -> bool:
    """Takes what has arrived and sends what follows; False once the client has nothing more to do."""
    assert client.visit is not None
    try:
        answer = client.receive()
        if answer is None:
            return True
        load.requests.append(time.perf_counter() - client.sent_at)
        client.send(client.visit.send(answer))
        return True
    except StopIteration as end:
        load.outcomes[end.value] += 1
    except (Unexpected, OSError) as failure:
        load.failures[str(failure)] += 1
        client.disconnect()
    return _begin(client, visits, until, load)
