"""What the closed lists of an event are called on pages."""

from culture_week.core.text import lazy_gettext as _
from culture_week.festival.consents import Purpose
from culture_week.festival.states import Access, AnnouncementLevel, Audience, Category, EventState, Kind

KINDS = {
    Kind.PARADE: _("Pawai"),
    Kind.PERFORMANCE: _("Pertunjukan"),
    Kind.BAZAAR: _("Bazar"),
    Kind.WORKSHOP: _("Lokakarya"),
    Kind.CONTEST: _("Lomba"),
    Kind.EXHIBITION: _("Pameran"),
    Kind.ARENA: _("Gelanggang"),
    Kind.DEMONSTRATION: _("Peragaan"),
    Kind.TALK: _("Sarasehan"),
    Kind.WALK: _("Jelajah"),
    Kind.STORYTELLING: _("Bertutur"),
    Kind.TRAINING: _("Latihan"),
}

CATEGORIES = {
    Category.TRADISI_LISAN: _("Tradisi lisan"),
    Category.MANUSKRIP: _("Manuskrip"),
    Category.ADAT_ISTIADAT: _("Adat istiadat"),
    Category.RITUS: _("Ritus"),
    Category.PENGETAHUAN_TRADISIONAL: _("Pengetahuan tradisional"),
    Category.TEKNOLOGI_TRADISIONAL: _("Teknologi tradisional"),
    Category.SENI: _("Seni"),
    Category.BAHASA: _("Bahasa"),
    Category.PERMAINAN_RAKYAT: _("Permainan rakyat"),
    Category.OLAHRAGA_TRADISIONAL: _("Olahraga tradisional"),
    Category.CAGAR_BUDAYA: _("Cagar budaya"),
}

AUDIENCES = {
    Audience.EVERYONE: None,
    Audience.STUDENTS: _("Untuk pelajar"),
    Audience.FAMILIES: _("Untuk anak dan keluarga"),
    Audience.FROM_10: _("10 tahun ke atas"),
    Audience.FROM_13: _("13 tahun ke atas"),
}

ACCESS = {
    Access.WHEELCHAIR: ("accessibility", _("Jalur kursi roda")),
    Access.SIGN_LANGUAGE: ("hand", _("Juru bahasa isyarat")),
    Access.SEATS_FOR_ELDERS: ("armchair", _("Tempat duduk lansia")),
}

LEVELS = {
    AnnouncementLevel.INFO: _("Kabar"),
    AnnouncementLevel.WARN: _("Peringatan"),
}

STATES = {
    EventState.SCHEDULED: _("Sesuai jadwal"),
    EventState.MOVED: _("Pindah tempat"),
    EventState.POSTPONED: _("Ditunda"),
    EventState.CANCELLED: _("Dibatalkan"),
}

PURPOSES = {
    Purpose.NOTICE: _("Pemberitahuan privasi"),
    Purpose.BOOKING: _("Memesan tiket"),
    Purpose.WATCH: _("Kabar tentang acara"),
    Purpose.ORIGIN: _("Asal pengunjung"),
}
