"""Vendors, and who speaks for them."""

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.vendors.models import Vendor, VendorMember


def vendors_by_name() -> list[tuple[str, str]]:
    """Code and name of every vendor."""
    return [(code, name) for code, name in session.execute(select(Vendor.code, Vendor.name).order_by(Vendor.name))]


def vendor_id_by_code(code: str) -> int | None:
    """The id of the vendor with this code."""
    return session.scalar(select(Vendor.id).where(Vendor.code == code))


def vendor_code(vendor_id: int) -> str:
    """The public name of a vendor; it exists."""
    return session.scalars(select(Vendor.code).where(Vendor.id == vendor_id)).one()


def vendors_of(account_id: int) -> list[str]:
    """The names of the vendors that an account speaks for."""
    query = select(Vendor.name).join(VendorMember, VendorMember.vendor_id == Vendor.id)
    return list(session.scalars(query.where(VendorMember.account_id == account_id, VendorMember.until.is_(None)).order_by(Vendor.name)))


def members() -> dict[int, str]:
    """By account id, the name of the vendor it speaks for."""
    query = select(VendorMember.account_id, Vendor.name).join(Vendor, Vendor.id == VendorMember.vendor_id)
    return {row[0]: row[1] for row in session.execute(query.where(VendorMember.until.is_(None)))}
