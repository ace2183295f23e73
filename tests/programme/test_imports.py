"""Importing events over HTTP and by command: the 24 demo events, dry run first, all or none."""

import io
import json
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from culture_week.accounts.states import Role
from culture_week.app import LONG_WORK
from culture_week.core.database import in_transaction, session
from culture_week.core.long_work import LongWork, work_off
from culture_week.core.spreadsheet.reading import LARGEST_FILE
from culture_week.core.spreadsheet.writing import Sheet, write_xlsx
from culture_week.demo import DATA
from culture_week.festival.actions.setup import add_venue
from culture_week.festival.models import Event, Venue
from culture_week.insights.queries import broken_invariants
from culture_week.performers.actions import add_group
from culture_week.performers.models import Group, Performance
from culture_week.programme.event_sheet import COLUMNS
from culture_week.sales.models import Offer, Quota
from tests.factories import make_account, make_edition, make_venue, now
from tests.journeys.test_staff import log_in, token_on

PATH = "/staff/acara/impor"


def read(name):
    return json.loads((DATA / f"{name}.json").read_text())[name]


def demo_rows(events):
    """The demo events as cells by field, with names from the closed lists in either language."""
    for number, event in enumerate(events):
        start, end = datetime.fromisoformat(event["starts_at"]), datetime.fromisoformat(event["ends_at"])
        rain, kept = event["rain_plan"] or {}, ("code", "kind", "category", "venue", "audience", "price", "quota", "max_per_order")
        yield {field: event[field] for field in kept} | {
            "title_id": event["title"]["id"],
            "title_en": event["title"]["en"],
            "description_id": event["description"]["id"],
            "description_en": event["description"]["en"],
            "more_categories": "; ".join(event["more_categories"]),
            "access": "; ".join(event["access"]),
            "rain_plan_id": rain.get("id"),
            "rain_plan_en": rain.get("en"),
            "starts_on": start.date() if number % 2 else start.strftime("%d/%m/%Y"),
            "starts_at": start.time() if number % 2 else start.strftime("%H.%M"),
            "ends_on": end.date(),
            "ends_at": end.strftime("%H:%M"),
            "performers": "; ".join(event["groups"]),
        }


def sheet(rows, language=0):
    rows = [[row.get(field) for field in COLUMNS] for row in rows]
    return write_xlsx([Sheet("Acara", [names[language] for names in COLUMNS.values()], rows)])


@pytest.fixture
def edition(app):
    """An edition being prepared, with the venues and groups of the demo festival."""
    made = make_edition(code="BARU", published_at=None, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 30))

    def add():
        for venue in read("venues"):
            fields = ("code", "name", "address", "directions_query", "indoor", "capacity", "note")
            add_venue(**{field: venue[field] for field in fields}, by="test", now=now())
        for group in read("groups"):
            add_group(code=group["code"], name=group["name"], by="test", now=now())

    in_transaction(add)
    return made


@pytest.fixture
def office(app, edition):
    """The organizer of that edition, signed in."""
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER))
    return client


def send(client, content, edition="BARU", name="acara.xlsx"):
    form = {"csrf_token": token_on(client, PATH), "edition": edition, "file": (io.BytesIO(content), name)}
    return client.post(PATH, data=form, content_type="multipart/form-data")


def checked(client, content, **more):
    """The page that says what was found."""
    answer = send(client, content, **more)
    assert answer.status_code == 303, answer.text
    assert "Menunggu giliran" in client.get(answer.location).text
    work_off(LONG_WORK)
    return client.get(answer.location)


def count(model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("language", [0, 1])
def test_the_24_demo_events_go_through(office, language):
    events = read("events")
    found = checked(office, sheet(demo_rows(events), language))
    assert found.status_code == 302
    page = office.get(found.location)
    assert "24 acara akan ditambahkan" in page.text and "Perbaiki dahulu" not in page.text and "belum terbit" in page.text
    assert count(Event) == 0  # a dry run
    pressed = office.post(found.location, data={"csrf_token": token_on(office, found.location)})
    work_off(LONG_WORK)
    result = office.get(office.get(pressed.location).location)
    assert "24 acara ditambahkan" in result.text
    assert (count(Event), count(Performance)) == (24, sum(len(event["groups"]) for event in events))
    assert count(Offer) == sum(bool(event["quota"]) for event in events)
    by_code = {event["code"]: event for event in events}
    for event, venue in session.execute(select(Event, Venue.code).join(Venue, Venue.id == Event.venue_id)):
        told = by_code[event.code]
        assert (event.title, event.description, event.rain_plan, venue) == (
            told["title"],
            told["description"],
            told["rain_plan"],
            told["venue"],
        )
        assert (event.starts_at, event.ends_at) == tuple(datetime.fromisoformat(told[at]) for at in ("starts_at", "ends_at"))
        assert (event.kind, event.category, event.more_categories) == (told["kind"], told["category"], told["more_categories"])
        assert (event.audience, event.access) == (told["audience"], told["access"])
    assert session.scalar(select(func.sum(Quota.size))) == sum(event["quota"] or 0 for event in events)
    assert not any(broken_invariants().values())
    again = office.get(checked(office, sheet(demo_rows(events), language)).location)
    assert "Semua acara dalam berkas ini sudah ada" in again.text


def test_one_mistake_and_nothing_joins(office):
    rows = list(demo_rows(read("events")))
    rows[3]["venue"] = "MONAS"
    found = checked(office, sheet(rows))
    page = office.get(found.location)
    assert "Perbaiki dahulu" in page.text and "MONAS" in page.text and "</span>5</td><td>Tempat</td>" in page.text
    assert "“MONAS” is not here yet" in office.get("/en" + found.location).text
    assert office.post(found.location, data={"csrf_token": token_on(office, PATH)}).status_code == 409
    work_off(LONG_WORK)
    assert (count(Event), count(LongWork)) == (0, 1)


def test_what_changed_since_the_check_stops_the_import(office, edition):
    found = [checked(office, sheet(list(demo_rows(read("events")))[:2])).location for _ in range(2)]
    first, second = (office.post(at, data={"csrf_token": token_on(office, at)}) for at in found)
    assert work_off(LONG_WORK) == 2
    assert count(Event) == 2  # sent twice, added once
    assert "0 acara ditambahkan" in office.get(office.get(second.location).location).text
    assert first.location != second.location


def test_new_groups_are_added(office):
    row = next(demo_rows(read("events"))) | {"performers": "Sanggar Baru Contoh; SGR-TORTOR; Sanggar Baru Contoh"}
    found = checked(office, sheet([row]))
    assert "Sanggar Baru Contoh belum terdaftar" in office.get(found.location).text
    before = count(Group)
    office.post(found.location, data={"csrf_token": token_on(office, found.location)})
    work_off(LONG_WORK)
    assert (count(Group), count(Performance)) == (before + 1, 2)


def test_columns_that_lack_are_named(office):
    page = office.get(checked(office, b"Judul,Jenis\nTari,Pertunjukan\n", name="a.csv").location)
    assert "Kolom ini belum ada" in page.text and "Tanggal mulai" in page.text and "Masukkan sekarang" not in page.text


def test_a35_a_file_that_cannot_be_read_says_so(office):
    page = checked(office, b"PK\x03\x04 no archive")
    assert page.status_code == 200 and "Simpan sebagai .xlsx atau .csv" in page.text
    assert send(office, b"x", name="acara.xls").status_code == 422


def test_the_template_can_be_filled_in_and_read(office):
    answer = office.get(f"{PATH}/templat.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Acara", "Daftar"] and "LM-UTAMA" in [cell.value for cell in book["Daftar"]["E"]]
    page = office.get(checked(office, answer.data).location)
    assert "1 acara akan ditambahkan" in page.text


def test_who_may_and_for_which_edition(app, edition, office):
    other = make_edition()
    client = app.test_client()
    log_in(client, make_account(Role.ORGANIZER, edition_id=other.id))
    assert edition.code not in client.get(PATH).text
    assert send(client, sheet([]), edition="BARU").status_code == 422
    found = checked(office, sheet(demo_rows(read("events"))))
    assert client.get(found.location).status_code == 404  # what another account sent
    assert client.get(found.location.replace("acara/impor", "pekerjaan")).status_code == 404


def test_a36_only_the_upload_may_be_large_and_only_for_those_who_may(app, office):
    large = b"x" * 2_000_000
    assert send(office, large, name="a.csv").status_code == 303
    assert send(office, b"x" * (LARGEST_FILE + 200_000), name="a.csv").status_code == 413
    form = {"edition": "BARU", "file": (io.BytesIO(large), "a.csv")}
    stranger = app.test_client()
    assert stranger.post(PATH, data=form, content_type="multipart/form-data").status_code == 401
    for path in ("/staff/masuk", "/pesan/E01", "/staff/pesan/x/terkirim"):
        form = {"email": "a", "file": (io.BytesIO(large), "a.csv")}
        assert office.post(path, data=form, content_type="multipart/form-data").status_code == 413, path


@pytest.fixture
def command(app, tmp_path):
    """Runs `flask programme import-events` on rows."""

    def run(rows, *more):
        file = tmp_path / "acara.xlsx"
        file.write_bytes(sheet(rows))
        return app.test_cli_runner().invoke(args=["programme", "import-events", str(file), "--edition", "BARU", *more])

    return run


def test_the_command_says_what_is_wrong_and_ends_with_1(command, edition):
    rows = list(demo_rows(read("events")))
    rows[0]["starts_at"] = "nanti"
    told = command(rows)
    assert (told.exit_code, count(Event)) == (1, 0)
    assert "row 2, Start time: “nanti” is not a time" in told.output
    assert command(rows[1:], "--dry-run").output.endswith("23 to add, 0 there already\n") and count(Event) == 0
    assert command(rows[1:]).exit_code == 0 and count(Event) == 23


def test_an_import_into_an_edition_with_its_own_venue(office, edition):
    venue = make_venue(edition)
    row = next(demo_rows(read("events"))) | {"venue": venue.name, "code": ""}
    office.post((found := checked(office, sheet([row]))).location, data={"csrf_token": token_on(office, found.location)})
    work_off(LONG_WORK)
    assert session.scalar(select(Event.venue_id)) == venue.id
