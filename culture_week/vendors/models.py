"""Vendors, and the accounts that speak for them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from culture_week.core.database import Base


class Vendor(Base):
    """A small business that sells at the festival."""

    __tablename__ = "vendor"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class VendorMember(Base):
    """An account that speaks for a vendor, until it is taken away."""

    __tablename__ = "vendor_member"
    __table_args__ = (UniqueConstraint("vendor_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
