"""The closed lists by which visitors choose, whose values stand in addresses, and the kinds of long work."""

from enum import StrEnum


class Cost(StrEnum):
    """What it may cost."""

    FREE = "gratis"
    PAID = "berbayar"
    WALK_IN = "tanpa-tiket"


class PartOfDay(StrEnum):
    """When people have time."""

    MORNING = "pagi"
    MIDDAY = "siang"
    AFTERNOON = "sore"
    EVENING = "malam"


class Work(StrEnum):
    """What takes the office longer than a page may."""

    CHECK_EVENTS = "check_events"
    IMPORT_EVENTS = "import_events"
    CLONE_EDITION = "clone_edition"
