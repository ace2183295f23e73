"""When a planned export is due, as a table."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from culture_week.insights.rules import Rhythm

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("weekday", "hour", "after", "due"),
    [  # Tuesday, 24 November 2026; WIB is UTC+7
        (None, 6, "2026-11-24 05:59", "2026-11-24 06:00"),
        (None, 6, "2026-11-24 06:00", "2026-11-25 06:00"),
        (None, 0, "2026-11-24 23:30", "2026-11-25 00:00"),
        (1, 6, "2026-11-24 05:00", "2026-11-24 06:00"),
        (1, 6, "2026-11-24 06:00", "2026-12-01 06:00"),
        (0, 23, "2026-11-24 05:00", "2026-11-30 23:00"),
    ],
)
def test_next_time(weekday, hour, after, due):
    def local(text):
        return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)

    found = Rhythm(weekday, hour, JAKARTA).next_after(local(after))
    assert found == local(due) and found.utcoffset() == timedelta() and found.tzinfo is UTC
