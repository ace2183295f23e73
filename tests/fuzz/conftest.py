"""Says how many requests were made up: the soak promises a number of them."""

from collections import Counter

import pytest
from flask import request_started

made: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def counted(app, request):
    """Counts what reaches the site."""

    def count(_sender, **_extra):
        made[request.node.originalname] += 1

    with request_started.connected_to(count, app):
        yield


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"fuzz: {made.total()} requests {dict(made)}")
