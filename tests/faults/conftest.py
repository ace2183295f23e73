"""What takes long tells how far it is."""

from collections.abc import Callable

import pytest


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Writes a line for the person who waits, at once."""
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    assert capture is not None

    def write(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", flush=True)

    return write
