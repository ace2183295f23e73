"""Booking, the order's page, and cancelling."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for

from culture_week.checkout import actions
from culture_week.checkout.api import posted_contact
from culture_week.checkout.forms import BookingForm, clean_name
from culture_week.checkout.queries import OrderOnShow, order_behind, shown_order
from culture_week.checkout.rules import may_cancel
from culture_week.core import metrics
from culture_week.core.access import public
from culture_week.core.calendar import CalendarItem, draw_calendar
from culture_week.core.clock import utc_now
from culture_week.core.codes import new_code, new_token
from culture_week.core.contact import read_contact
from culture_week.core.database import in_transaction
from culture_week.core.errors import NotFound, Refusal
from culture_week.core.idempotency import request_hash
from culture_week.core.limits import limited
from culture_week.core.qr import draw_qr
from culture_week.core.security import hide_address
from culture_week.core.text import current_language, gettext, in_reader_language, local_zone
from culture_week.programme import cards
from culture_week.programme.queries import ListedEvent, event_by_code, event_by_id
from culture_week.programme.rules import state_of
from culture_week.programme.routes import edition_or_404
from culture_week.sales.rules import OfferState
from culture_week.ticketing.states import TicketState
