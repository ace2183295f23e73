"""What long work of planning meets only when its turn comes."""

from typing import ClassVar

from culture_week.core.errors import Refusal
from culture_week.core.text import gettext


class RightLost(Refusal):
    """Whoever began it may not plan that edition any more."""

    reason: ClassVar[str] = "right-lost"

    def text(self) -> str:
        return gettext("Pekerjaan ini tidak dilanjutkan: hak Anda atas gelaran itu sudah dicabut. Tidak ada yang berubah.")
