"""The closed lists by which visitors choose; their values stand in addresses."""

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
