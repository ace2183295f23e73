"""One valid deed for every route that takes a POST, done by somebody who may."""

import io
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from culture_week.accounts.states import Role
from culture_week.core.codes import derived_secret
from culture_week.core.database import session
from tests.abuse.account_deeds import deeds_of_accounts
from tests.abuse.office_deeds import deeds_of_the_office
from tests.factories import book, make_account, make_dead_mail, make_device, make_export, make_festival, make_work, scan
from tests.journeys.test_one_ticket import bearer
from tests.journeys.test_staff import log_in, token_on

MAIL, PHONE, DIGITS = "siti.rahasia@contoh.id", "0861-1000-0077", "86110000077"
DONE = (200, 201, 303)


def routes_that_post(app) -> set[str]:
    """The endpoints of everything that may change something."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}}


def every_deed(app) -> dict[str, Callable[[], Any]]:
    """By endpoint, a deed. They build on one another in this order."""
    festival = make_festival()
    client, staff, event = app.test_client(), app.test_client(), festival.event
    email = make_account(Role.ADMIN)
    order, other = book(client, event.offer, phone=PHONE).json, book(client, event.offer).json
    page = f"/pesanan/{order['code']}/{order['secret']}"
    device = make_device(festival.venue.gate_id)
    code = session.scalar(text("SELECT code FROM device"))
    told = book(client, event.offer).json
    office = f"/staff/pemesanan/{book(client, event.offer).json['code']}"
    plan = {"planned": "days", "planned_format": "csv", "weekday": "", "hour": "6"}
    made_plan = make_export(email)
    for key in ("dead-1", "dead-2"):
        make_dead_mail(key)
    used = told["tickets"][0]["qr"]
    named = {"order": book(client, event.offer).json["code"], "offer": event.offer, "count": "1", "scan_id": "a-scan-by-name"}
    log_in(staff, email)
    sent = {"csrf_token": token_on(staff, "/staff")}
    gate = f"/staff/gerbang/{festival.venue.gate_code}"
    form = {"name": "Siti", "contact": MAIL, "quantity": "1", "key": "audited-booking"}
    enrolment = re.search(r"#aktif=([\w-]+)", staff.post(f"{gate}/tautan", data=sent).text)[1]
    sheet = {"edition": festival.edition.code, "file": (io.BytesIO(b"Judul"), "acara.csv")}
    clone = {"code": "BARU", "name_id": "Baru", "starts_on": "2030-01-01", "parts": ["gates"], "step": "clone"}
    by = session.scalar(text("SELECT 'account:' || code FROM account"))
    checked = make_work(by, "check_events", festival.edition, {"mistakes": [], "new": 1})
    return (
        deeds_of_accounts(app, festival.edition.id)
        | deeds_of_the_office(staff, festival)
        | {
            "office.work_on_edition": lambda: staff.post(f"/staff/gelaran/{festival.edition.code}/kerjakan", data=sent),
            "accounts.log_in": lambda: log_in(app.test_client(), email),
            "checkout.book": lambda: client.post(f"/pesan/{event.code}", data=form),
            "watching.watch": lambda: client.post(f"/acara/{event.code}/kabari", data={"contact": MAIL}),
            "watching.stop": lambda: client.post(f"/kabari/ABCDEFGH/{derived_secret('kabari', 'ABCDEFGH', 1)}/berhenti"),
            "checkout.lost_link": lambda: client.post("/tiket-hilang", data={"contact": MAIL}),
            "checkout_api.place_order": lambda: book(client, event.offer),
            "checkout.say_origin": lambda: client.post(f"{page}/asal", data={"origin": "12.76.01.1001"}),
            "checkout.cancel": lambda: client.post(f"{page}/batal"),
            "checkout_api.cancel_order": lambda: client.post(f"/api/v1/orders/{other['code']}/cancel", headers=bearer(other["secret"])),
            "checkin_api.scan": lambda: scan(client, device, qr=used, scan_id="a-scan-of-three"),
            "checkin.gate_link": lambda: staff.post(f"{gate}/tautan", data=sent),
            "checkin_api.enrol": lambda: client.post("/api/v1/devices", json={"code": enrolment}),
            "checkin_api.undo_scan": lambda: client.post("/api/v1/scans/a-scan-of-three/undo", headers=bearer(device)),
            "checkin.find": lambda: staff.post(f"{gate}/cari", data=sent | {"q": "siti"}),
            "checkin.admit": lambda: staff.post(f"{gate}/masuk", data=sent | named),
            "checkin.names": lambda: staff.post(f"{gate}/daftar", data=sent),
            "checkin.revoke": lambda: staff.post(f"{gate}/perangkat/{code}/cabut", data=sent),
            "messages.begin_by_hand": lambda: staff.post("/staff/pesan/mulai", data=sent),
            "messages.put_off": lambda: staff.post(f"/staff/pesan/order-confirmed:{told['code']}/lewati", data=sent),
            "messages.retry": lambda: staff.post("/staff/pesan/dead-1/coba-lagi", data=sent),
            "messages.send_by_whatsapp": lambda: staff.post("/staff/pesan/dead-2/lewat-whatsapp", data=sent | {"phone": "0861 1000 0002"}),
            "messages.sent_by_hand": lambda: staff.post(f"/staff/pesan/order-confirmed:{told['code']}/terkirim", data=sent),
            "bookings.send_again": lambda: staff.post(f"{office}/kirim-ulang", data=sent | {"send_again-reason": "Surat tidak sampai"}),
            "bookings.change_link": lambda: staff.post(f"{office}/ganti-tautan", data=sent | {"change_link-reason": "Tautan bocor"}),
            "bookings.cancel": lambda: staff.post(f"{office}/batal", data=sent | {"cancel-reason": "Salah pesan"}),
            "programme.import_events": lambda: staff.post("/staff/acara/impor", data=sent | sheet, content_type="multipart/form-data"),
            "programme.clone_edition": lambda: staff.post(f"/staff/gelaran/{festival.edition.code}/salin", data=sent | clone),
            "programme.import_checked": lambda: staff.post(f"/staff/acara/impor/{checked}", data=sent),
            "insights.plan_export": lambda: staff.post("/staff/angka/ekspor/terjadwal", data=sent | plan),
            "insights.end_plan": lambda: staff.post(f"/staff/angka/ekspor/terjadwal/{made_plan.code}/henti", data=sent),
            "insights.download": lambda: staff.post(f"/staff/angka/ekspor/berkas/{made_plan.file}", data=sent),
            "insights.take_export": lambda: staff.post("/staff/angka/ekspor", data=sent | {"kind": "orders", "table_format": "csv"}),
            "accounts.log_out": lambda: staff.post("/staff/keluar", data=sent),
        }
    )
