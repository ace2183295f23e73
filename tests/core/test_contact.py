"""Phone numbers and e-mail addresses as people write them, and the one form in which each is kept.

Phones begin with 0861, which no operator has: nobody is called by a test.
"""

import pytest

from culture_week.core.contact import BadContact, Channel, Contact, Flaw, read_contact, read_email, read_phone, show_phone

PHONE = "+6286110000001"


@pytest.mark.parametrize(
    "text",
    [
        "0861-1000-0001",
        "+62 861 1000 0001",
        "62861 1000 0001",
        "+62 (0)861-1000-0001",
        "086110000001",
        "+6286110000001",
        "+62-0861-1000-0001",
        "0861.1000.0001",
        "(0861) 1000 0001",
        "  0861 1000 0001\n",
        "0861–1000–0001",  # an en dash, as word processors write it
        "0861‑1000‑0001",  # a hyphen that does not break
        "+62\u00a0861\u00a01000\u00a00001",
        "０８６１１００００００１",  # digits of full width, as some keyboards have them
    ],
)
def test_one_phone_however_written_is_one_value(text):
    assert read_phone(text) == read_contact(text) == Contact(Channel.WHATSAPP, PHONE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "0861",
        "+62",
        "0861-1000-000I",
        "0861-1000-000O",
        "0861 10000",  # 9 digits
        "0861 1000 00001 5",  # 14 digits
        "0801-1000-0001",  # no mobile number goes on with 0
        "021-1234567",  # a landline, which has no WhatsApp
        "+62 21 1234567",
        "861-1000-0001",
        "++6286110000001",
        "+62 62861 1000 0001",
        "6591234567",  # another country's needs its +
        "+0 861 1000 0001",
        "+1234567",
        "+1234567890123456",  # 16 digits: E.164 ends at 15
        "tel:0861-1000-0001",
        "0861 1000 0001 / 0861 1000 0002",
        "٠٨٦١١٠٠٠٠٠٠١",
        "٠861-1000-0001",
        "0861\x001000001",
    ],
)
def test_what_is_no_mobile_number_is_refused(text):
    with pytest.raises(BadContact):
        read_phone(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0861 1000 0", None),
        ("0861 1000 00", "+62861100000"),
        ("0861 1000 00001", "+62861100000001"),
        ("0861 1000 000012", None),
        ("+65 9123 4567", "+6591234567"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("+123456789012345", "+123456789012345"),
    ],
)
def test_length_of_a_number_decides(text, value):
    if value is None:
        with pytest.raises(BadContact):
            read_phone(text)
    else:
        assert read_phone(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("siti@contoh.id", "siti@contoh.id"),
        (" Siti@Contoh.ID \n", "siti@contoh.id"),
        ("ｓｉｔｉ@contoh.id", "siti@contoh.id"),
        ("siti+acara@dinas.tebingtinggikota.go.id", "siti+acara@dinas.tebingtinggikota.go.id"),
        ("o'neil_2%x@xn--contoh-3ya.id", "o'neil_2%x@xn--contoh-3ya.id"),
        ("a" * 64 + "@contoh.id", "a" * 64 + "@contoh.id"),
    ],
)
def test_address_is_kept_in_lower_case(text, value):
    assert read_email(text) == read_contact(text) == Contact(Channel.EMAIL, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "siti",
        "siti@",
        "@contoh.id",
        "siti@contoh",
        "siti@contoh.i",
        "siti@contoh.id.",
        "siti@@contoh.id",
        "siti@contoh..id",
        "siti..c@contoh.id",
        ".siti@contoh.id",
        "siti.@contoh.id",
        "a\0b@contoh.id",
        "a\x7fb@contoh.id",
        "=?utf-8?q?korban=40jahat.id?=@contoh.id",
        "siti@-contoh.id",
        "siti@contoh-.id",
        "siti@127.0.0.1",
        "siti@[127.0.0.1]",
        "si ti@contoh.id",
        "siti@contoh.id, budi@contoh.id",
        "siti@contoh.id\nBcc: budi@contoh.id",
        "siti@contoh.id\r\n.budi.id",
        "Siti <siti@contoh.id>",
        "mailto:siti@contoh.id",
        "ѕiti@contoh.id",  # a Cyrillic letter that looks like an s
        "siti@münchen.de",
        "a" * 65 + "@contoh.id",
        "a@" + ".".join(["b" * 60] * 4) + ".contoh.id",  # 257 characters
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadContact):
        read_email(text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(PHONE, "0861-1000-0001"), ("+62861100000", "0861-1000-00"), ("+62861100000001", "0861-1000-00001"), ("+6591234567", "+6591234567")],
)
def test_phone_is_shown_as_people_here_write_it(value, shown):
    assert show_phone(value) == shown
    assert read_phone(shown).value == value


def test_refusal_gives_an_example(app):
    refusal = BadContact()
    assert (refusal.status, refusal.reason) == (422, "bad-contact")
    assert "0812 3456 7890" in refusal.text()


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("0861 1000", Flaw.TOO_SHORT),
        ("0861 1000 00001 5", Flaw.TOO_LONG),
        ("0861-1000-000I", Flaw.LETTERS),
        ("siti.contoh.id", Flaw.NO_AT),
        ("siti", Flaw.NO_AT),
        ("siti@contoh", Flaw.BAD_EMAIL),
        ("siti@@contoh.id", Flaw.BAD_EMAIL),
        ("021-1234567", Flaw.UNCLEAR),
        ("0861 1000 0001 / 0861 1000 0002", Flaw.UNCLEAR),
        ("", Flaw.UNCLEAR),
    ],
)
def test_what_is_wrong_is_said_as_closely_as_can_be(text, flaw):
    with pytest.raises(BadContact) as refusal:
        read_contact(text)
    assert refusal.value.flaw is flaw
