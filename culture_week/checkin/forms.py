"""What staff behind a gate fill in."""

from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Regexp

from culture_week.checkin.rules import LARGEST_PARTY, SCAN_ID
from culture_week.core.forms import TextForm
from culture_week.core.text import lazy_gettext as _

A_CODE = r"^[A-Za-z0-9_-]{1,40}\Z"


class AdmitForm(TextForm):
    """How many of whose tickets go in; `scan_id` makes a second press harmless."""

    order = HiddenField(validators=[Regexp(A_CODE)])
    offer = HiddenField(validators=[Regexp(A_CODE)])
    scan_id = HiddenField(validators=[Regexp(SCAN_ID)])
    count = IntegerField(_("Berapa orang?"), validators=[InputRequired(), NumberRange(1, LARGEST_PARTY, _("Pilih jumlah orang."))])
