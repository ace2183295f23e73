"""Where a buyer may say to come from: the kecamatan and kelurahan of Kota Tebing Tinggi by their codes (Kemendagri), or none."""

from dataclasses import dataclass

ELSEWHERE = "elsewhere"
NOT_SAID = "not-said"


@dataclass(frozen=True)
class District:
    """A kecamatan, and its kelurahan by code."""

    code: str
    name: str
    neighbourhoods: dict[str, str]


DISTRICTS = (
    District(
        "12.76.01",
        "Padang Hulu",
        {
            "12.76.01.1001": "Pabatu",
            "12.76.01.1002": "Lubuk Baru",
            "12.76.01.1006": "Persiakan",
            "12.76.01.1007": "Bandar Sono",
            "12.76.01.1010": "Tualang",
            "12.76.01.1011": "Padang Merbau",
            "12.76.01.1012": "Lubuk Raya",
        },
    ),
    District(
        "12.76.02",
        "Rambutan",
        {
            "12.76.02.1004": "Rantau Laban",
            "12.76.02.1007": "Karya Jaya",
            "12.76.02.1009": "Lalang",
            "12.76.02.1010": "Tanjung Marulak",
            "12.76.02.1011": "Sri Padang",
            "12.76.02.1012": "Tanjung Marulak Hilir",
            "12.76.02.1013": "Mekar Sentosa",
        },
    ),
    District(
        "12.76.03",
        "Padang Hilir",
        {
            "12.76.03.1001": "Bagelen",
            "12.76.03.1002": "Tambangan",
            "12.76.03.1004": "Tebing Tinggi",
            "12.76.03.1006": "Satria",
            "12.76.03.1007": "Damar Sari",
            "12.76.03.1008": "Tambangan Hulu",
            "12.76.03.1009": "Deblod Sundoro",
        },
    ),
    District(
        "12.76.04",
        "Bajenis",
        {
            "12.76.04.1001": "Durian",
            "12.76.04.1002": "Pelita",
            "12.76.04.1003": "Bulian",
            "12.76.04.1004": "Berohol",
            "12.76.04.1005": "Bandar Sakti",
            "12.76.04.1006": "Pinang Mancung",
            "12.76.04.1007": "Teluk Karang",
        },
    ),
    District(
        "12.76.05",
        "Tebing Tinggi Kota",
        {
            "12.76.05.1001": "Mandailing",
            "12.76.05.1002": "Pasar Baru",
            "12.76.05.1003": "Pasar Gambir",
            "12.76.05.1004": "Badak Bejuang",
            "12.76.05.1005": "Bandar Utama",
            "12.76.05.1006": "Rambung",
            "12.76.05.1007": "Tebing Tinggi Lama",
        },
    ),
)
NEIGHBOURHOODS = {code: name for district in DISTRICTS for code, name in district.neighbourhoods.items()}
ORIGINS = frozenset((*NEIGHBOURHOODS, ELSEWHERE, NOT_SAID))


def district_of(origin: str) -> str | None:
    """The code of the kecamatan of a kelurahan."""
    return origin.rpartition(".")[0] if origin in NEIGHBOURHOODS else None
