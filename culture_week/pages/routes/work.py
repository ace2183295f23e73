"""The progress of long work, for the one who started it."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from culture_week.core.access import requires
from culture_week.core.forms import TextForm
from culture_week.core.long_work import WorkState, work_by_code
from culture_week.core.text import in_reader_language
from culture_week.core.text import lazy_gettext as _
from culture_week.pages.routes.visitor import pages
from culture_week.programme.states import Work

KINDS = {
    # what is being done, where its result is shown, where it began
    Work.CHECK_EVENTS: (_("Memeriksa berkas acara"), "programme.checked_events", "programme.import_events"),
    Work.IMPORT_EVENTS: (_("Memasukkan acara"), "programme.imported_events", "programme.import_events"),
    Work.CLONE_EDITION: (_("Menyalin gelaran"), "programme.cloned_edition", "office.editions"),
}


@pages.get("/staff/pekerjaan/<work_code>")
@requires("staff.home")
def long_work(work_code: str) -> Any:
    """How far it is; once it is done, its result."""
    work = work_by_code(work_code, current_user.actor)
    if work is None:
        abort(404)
    title, result, start = KINDS[Work(work.kind)]
    if work.state is WorkState.DONE:
        return redirect(url_for(result, work_code=work_code))
    start_url = url_for(start) if work.state is WorkState.FAILED else None
    failure = in_reader_language((work.report or {}).get("failure"))
    return render_template("pages/long_work.html", work=work, title=title, failure=failure, start_url=start_url, form=TextForm())
