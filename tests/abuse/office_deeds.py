"""Everything that a POST of the office changes, each done once on its own page as an organizer would."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from culture_week.core.database import session
from culture_week.festival.models import Announcement
from culture_week.insights.models import ExportPlan
from tests.factories import make_event, make_venue, now
from tests.fuzz.pages import Page


def fill_in(client: Any, path: str, **values: str) -> Any:
    """Opens the page, leaves its last form as it stands but for `values`, and sends it."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code, page.headers.get("Location"))
    form = Page(path, page.text).forms[-1]
    first = {name: field.choices[0] for name, field in form.fields.items() if field.kind == "select" and field.choices}
    kept = first | {name: field.value for name, field in form.fields.items() if field.value}
    return client.post(form.action or path, data=kept | values)


def deeds_of_the_office(staff: Any, festival: Any) -> dict[str, Callable[[], Any]]:
    """By endpoint, a deed. They build on one another in this order."""
    venue = make_venue(festival.edition)
    events = [make_event(festival.edition, venue) for _ in range(5)]
    paths = [f"/staff/acara/{event.code}" for event in events]
    today = now().date().isoformat()
    hours = {"from_on": today, "from_at": "08:00", "until_on": "2099-01-01", "until_at": "08:00"}
    tickets = {"title_id": "Umum", "price": "0", "size": "9", "max_per_order": "4", "per_person": "8"}
    sale = {"opens_on": "2020-01-01", "opens_at": "08:00", "closes_on": "2099-01-01", "closes_at": "20:00"}
    times = {"starts_on": today, "starts_time": "10:00", "ends_time": "11:00", "ends_on": ""}
    planned = {"planned": "days", "planned_format": "csv", "weekday": "", "hour": "6"}
    words = {"title_id": "Tari", "description_id": "Uraian"}

    def confirm(path: str, **values: str) -> Any:
        """What was typed, as the preview gives it back, with one press more."""
        preview = fill_in(staff, path, step="preview", **values)
        form = Page(path, preview.text).forms[-1].fields
        return staff.post(path, data={name: field.value for name, field in form.items() if field.value} | {"step": "confirm"})

    def announcement() -> str:
        session.rollback()
        return f"/staff/pengumuman/{session.scalars(select(Announcement.code)).first()}"

    return {
        "office.new_edition": lambda: fill_in(
            staff, "/staff/gelaran/baru", code="KOSONG", name_id="Nanti", starts_on="2001-01-01", ends_on="2001-01-02"
        ),
        "office.edition": lambda: fill_in(staff, "/staff/gelaran/KOSONG", name_id="Nanti sekali"),
        "office.publish": lambda: staff.post("/staff/gelaran/KOSONG/terbit", data=token(staff) | {"published": "1"}),
        "festival.new_venue": lambda: fill_in(
            staff, "/staff/tempat/baru", code="BARU", name="Balai", address="Jalan", directions_query="Balai"
        ),
        "festival.venue": lambda: fill_in(staff, "/staff/tempat/BARU", name="Balai besar"),
        "festival.new_area": lambda: fill_in(staff, "/staff/tempat/BARU/area/baru", code="A1", name="Panggung"),
        "festival.area": lambda: fill_in(staff, "/staff/tempat/BARU/area/A1", name="Panggung dua"),
        "festival.new_gate": lambda: fill_in(staff, "/staff/tempat/BARU/gerbang/baru", code="G1", name="Gerbang"),
        "festival.gate": lambda: fill_in(staff, "/staff/tempat/BARU/gerbang/G1", name="Gerbang dua"),
        "festival.new_announcement": lambda: fill_in(staff, "/staff/pengumuman/baru", text_id="Kabar", **hours),
        "festival.announcement": lambda: fill_in(staff, announcement(), text_id="Kabar lain"),
        "festival.withdraw_announcement": lambda: staff.post(f"{announcement()}/hapus", data=token(staff)),
        "performers.new_group": lambda: fill_in(staff, "/staff/kelompok/baru", code="G77", name="Sanggar Contoh"),
        "performers.group": lambda: fill_in(staff, "/staff/kelompok/G77", name="Sanggar Contoh Dua"),
        "performers.line_up": lambda: fill_in(staff, f"{paths[0]}/penampil", groups="G77", **{"place-G77": "1"}),
        "ticketing.new_ticket_type": lambda: fill_in(staff, f"{paths[0]}/tiket/baru", code="T77", **tickets, **sale),
        "ticketing.ticket_type": lambda: fill_in(staff, f"{paths[0]}/tiket/T77", size="19"),
        "office.new_event": lambda: fill_in(staff, "/staff/acara/baru", code="E77", place=venue.code, step="save", **words, **times),
        "office.edit": lambda: fill_in(staff, f"{paths[0]}/ubah", title_id="Tari Dulang", step="save"),
        "office.move": lambda: confirm(f"{paths[1]}/pindah", place="BARU"),
        "office.delay": lambda: confirm(f"{paths[2]}/mundur", minutes="20"),
        "office.postpone": lambda: confirm(f"{paths[3]}/tunda"),
        "office.cancel": lambda: confirm(f"{paths[4]}/batalkan"),
        "office.bulk": lambda: confirm("/staff/acara/massal", events=events[0].code, deed="access", access="wheelchair"),
        "insights.plan_export": lambda: staff.post("/staff/angka/ekspor/terjadwal", data=token(staff) | planned),
        "insights.end_plan": lambda: staff.post(f"/staff/angka/ekspor/terjadwal/{plan()}/henti", data=token(staff)),
    }


def plan() -> str:
    """The code of the one planned export."""
    session.rollback()
    return str(session.scalars(select(ExportPlan.code)).one())


def token(staff: Any) -> dict[str, str]:
    """The form token of somebody who is signed in."""
    return {"csrf_token": Page("/staff", staff.get("/staff").text).forms[0].fields["csrf_token"].value}
