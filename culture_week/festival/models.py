"""Editions, venues, gates and events as published."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base, Translated, state_type
from culture_week.festival.states import Audience, Category, EventState, Kind


class Edition(Base):
    """The festival of a year; without `published_at` it is being prepared and shows nowhere."""

    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[Translated]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    published_at: Mapped[datetime | None]


class Venue(Base):
    """A place of the city, the same from edition to edition; `capacity` in people."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200))
    directions_query: Mapped[str] = mapped_column(String(200))
    indoor: Mapped[bool]
    capacity: Mapped[int | None]
    note: Mapped[Translated | None]


class Gate(Base):
    """An entrance of a venue, set up for an edition."""

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))


class Event(Base):
    """One item of the programme. `revision` rises with every change that a calendar or a visitor must hear of."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("entry_closes_at > entry_opens_at", name="entry_closes_after_opening"),
        Index("ix_event_edition_id_starts_at", "edition_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[Translated]
    description: Mapped[Translated]
    kind: Mapped[Kind] = mapped_column(state_type(Kind, "kind"))
    category: Mapped[Category] = mapped_column(state_type(Category, "category"))
    more_categories: Mapped[list[str]]
    audience: Mapped[Audience] = mapped_column(state_type(Audience, "audience"))
    access: Mapped[list[str]]
    rain_plan: Mapped[Translated | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    entry_opens_at: Mapped[datetime]
    entry_closes_at: Mapped[datetime]
    state: Mapped[EventState] = mapped_column(state_type(EventState, "state"))
    state_note: Mapped[Translated | None]
    revision: Mapped[int]
    changed_at: Mapped[datetime]
