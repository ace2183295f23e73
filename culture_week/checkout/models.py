"""What checkout has to work through: requests for lost links, and the orders of cancelled events."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.contact import Channel
from culture_week.core.database import Base, state_type


class LinkRequest(Base):
    """Somebody asked for the links of a contact's orders. A job answers and deletes it, whether there are any or not."""

    __tablename__ = "link_request"

    contact: Mapped[str] = mapped_column(String(254), primary_key=True)
    channel: Mapped[Channel] = mapped_column(state_type(Channel, "channel"))
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime]


class MassCancellation(Base):
    """The orders of a cancelled event, undone one by one in order of id; `reached` is the last of them.

    `kept` were left as they are: somebody had gone in already, or they cost something.
    """

    __tablename__ = "mass_cancellation"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_change_id: Mapped[int] = mapped_column(ForeignKey("event_change.id"), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    by: Mapped[str] = mapped_column(String(80))
    reached: Mapped[int]
    cancelled: Mapped[int]
    kept: Mapped[int]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
