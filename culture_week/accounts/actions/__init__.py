"""What is done to accounts: people and their roles, log-ins, second factors, one-time links, invitations."""

from culture_week.accounts.actions.people import create_account as create_account
from culture_week.accounts.actions.people import create_guest as create_guest
from culture_week.accounts.actions.people import grant_role as grant_role
