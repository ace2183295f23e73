"""Editions, venues, areas, gates, events as published, what changed in them, and announcements."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base, Translated, state_type
from culture_week.festival.states import AnnouncementLevel, Audience, Category, ChangeKind, EventState, Kind


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
    """A place of the city, the same from edition to edition; `capacity` in people.

    The texts from `directions` to `house_rules` answer what residents ask of a public place that is used for a festival.
    `responsible` is an office, never a person.
    """

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200))
    directions_query: Mapped[str] = mapped_column(String(200))
    indoor: Mapped[bool]
    capacity: Mapped[int | None]
    note: Mapped[Translated | None]
    directions: Mapped[Translated | None]
    access_note: Mapped[Translated | None]
    toilets: Mapped[Translated | None]
    prayer_room: Mapped[Translated | None]
    permit: Mapped[Translated | None]
    rain_plan: Mapped[Translated | None]
    house_rules: Mapped[Translated | None]
    responsible: Mapped[str | None] = mapped_column(String(160))
    responsible_phone: Mapped[str | None] = mapped_column(String(20))


class Area(Base):
    """A part of a venue: a stage, a room, a row of stalls."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("venue_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))


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
    """One item of the programme. `revision` rises with every change that a calendar or a visitor must hear of.

    The projected times are when it is expected to be on where it runs late; the planned ones stay as published.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("entry_closes_at > entry_opens_at", name="entry_closes_after_opening"),
        CheckConstraint("(projected_starts_at IS NULL) = (projected_ends_at IS NULL)", name="projected_both_or_none"),
        CheckConstraint("projected_ends_at > projected_starts_at", name="projected_ends_after_start"),
        Index("ix_event_edition_id_starts_at", "edition_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
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
    projected_starts_at: Mapped[datetime | None]
    projected_ends_at: Mapped[datetime | None]
    entry_opens_at: Mapped[datetime]
    entry_closes_at: Mapped[datetime]
    state: Mapped[EventState] = mapped_column(state_type(EventState, "state"))
    state_note: Mapped[Translated | None]
    revision: Mapped[int]
    changed_at: Mapped[datetime]


class EventChange(Base):
    """What became different in a published event with its `revision`, for calendars, feeds and the people who wait for it.

    `before` and `after` hold only what changed: instants as ISO 8601 in UTC, a place by its venue's code.
    """

    __tablename__ = "event_change"
    __table_args__ = (UniqueConstraint("event_id", "revision"), Index("ix_event_change_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    revision: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(state_type(ChangeKind, "kind"))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    note: Mapped[Translated | None]
    at: Mapped[datetime]


class Announcement(Base):
    """A line above every visitor page, from `shown_from` until before `shown_until`."""

    __tablename__ = "announcement"
    __table_args__ = (CheckConstraint("shown_until > shown_from", name="shown_for_a_while"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    level: Mapped[AnnouncementLevel] = mapped_column(state_type(AnnouncementLevel, "level"))
    text: Mapped[Translated]
    url: Mapped[str | None] = mapped_column(String(300))
    shown_from: Mapped[datetime]
    shown_until: Mapped[datetime]
