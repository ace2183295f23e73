"""What may happen to an event, and the closed lists that describe one."""

from enum import StrEnum

from culture_week.core.lifecycle import Lifecycle


class EventState(StrEnum):
    """An event as published; sold out and ended follow from its tickets and the clock."""

    SCHEDULED = "scheduled"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


# Events in these states take place at their time; in the others they do not.
ON = (EventState.SCHEDULED, EventState.MOVED)
OFF = (EventState.POSTPONED, EventState.CANCELLED)

EVENT = Lifecycle(
    # action       from                                          to                    by
    ("move", (EventState.SCHEDULED, EventState.MOVED), EventState.MOVED, "organizer"),
    ("postpone", (EventState.SCHEDULED, EventState.MOVED), EventState.POSTPONED, "organizer"),
    ("reschedule", (EventState.SCHEDULED, EventState.POSTPONED), EventState.SCHEDULED, "organizer"),
    ("cancel", (EventState.SCHEDULED, EventState.MOVED, EventState.POSTPONED), EventState.CANCELLED, "organizer"),
)


class ChangeKind(StrEnum):
    """What happened to a published event; each but `delay` and `edit` is an action of EVENT."""

    MOVE = "move"
    POSTPONE = "postpone"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    DELAY = "delay"
    EDIT = "edit"


class AnnouncementLevel(StrEnum):
    """How urgent an announcement is."""

    INFO = "info"
    WARN = "warn"


class Kind(StrEnum):
    """What form an event takes."""

    PARADE = "parade"
    PERFORMANCE = "performance"
    BAZAAR = "bazaar"
    WORKSHOP = "workshop"
    CONTEST = "contest"
    EXHIBITION = "exhibition"
    ARENA = "arena"
    DEMONSTRATION = "demonstration"
    TALK = "talk"
    WALK = "walk"
    STORYTELLING = "storytelling"
    TRAINING = "training"


class Category(StrEnum):
    """The ten objek pemajuan kebudayaan of UU 5/2017, article 5, in its order, and cagar budaya (UU 11/2010)."""

    TRADISI_LISAN = "tradisi_lisan"
    MANUSKRIP = "manuskrip"
    ADAT_ISTIADAT = "adat_istiadat"
    RITUS = "ritus"
    PENGETAHUAN_TRADISIONAL = "pengetahuan_tradisional"
    TEKNOLOGI_TRADISIONAL = "teknologi_tradisional"
    SENI = "seni"
    BAHASA = "bahasa"
    PERMAINAN_RAKYAT = "permainan_rakyat"
    OLAHRAGA_TRADISIONAL = "olahraga_tradisional"
    CAGAR_BUDAYA = "cagar_budaya"


class Audience(StrEnum):
    """For whom an event is made."""

    EVERYONE = "everyone"
    STUDENTS = "students"
    FAMILIES = "families"
    FROM_10 = "from-10"
    FROM_13 = "from-13"


class Access(StrEnum):
    """What an event offers to people who need it."""

    WHEELCHAIR = "wheelchair"
    SIGN_LANGUAGE = "sign-language"
    SEATS_FOR_ELDERS = "seats-for-elders"
