"""Pages of signing in: the door, one's own account, the office's list, and the guests' door."""

from flask import Blueprint

accounts = Blueprint("accounts", __name__)
