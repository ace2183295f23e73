"""Requests for lost links to orders."""

from datetime import datetime

from sqlalchemy import String
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
