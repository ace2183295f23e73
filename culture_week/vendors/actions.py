"""Vendors come, and people speak for them."""

from datetime import datetime

from sqlalchemy import update

from culture_week.accounts.queries import account_code
from culture_week.core import audit
from culture_week.core.database import insert, session
from culture_week.vendors.models import Vendor, VendorMember
from culture_week.vendors.queries import vendor_code


def add_vendor(*, code: str, name: str, by: str, now: datetime) -> int:
    """A new vendor; returns its id."""
    vendor = Vendor(code=code, name=name)
    session.add(vendor)
    session.flush()
    audit.record_sealed(by=by, now=now, action="create", subject=f"vendor:{code}")
    return vendor.id


def add_member(*, vendor_id: int, account_id: int, by: str, now: datetime) -> None:
    """The account speaks for the vendor from now on."""
    row = insert(VendorMember).values(vendor_id=vendor_id, account_id=account_id, since=now)
    session.execute(row.on_conflict_do_update(index_elements=["vendor_id", "account_id"], set_={"until": None}))
    audit.record_sealed(by=by, now=now, action="add_member", subject=f"vendor:{vendor_code(vendor_id)}", account=account_code(account_id))


def end_memberships(*, account_id: int, now: datetime) -> None:
    """The account speaks for no vendor any more. The audit row is its revoker's."""
    session.execute(update(VendorMember).where(VendorMember.account_id == account_id, VendorMember.until.is_(None)).values(until=now))
