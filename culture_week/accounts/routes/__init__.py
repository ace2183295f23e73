"""Pages of signing in: the door, one's own account, the office's list, and the guests' door."""

from culture_week.accounts.routes import guest
from culture_week.accounts.routes.office import office_of_accounts
from culture_week.accounts.routes.own import own_account
from culture_week.accounts.routes.staff import accounts

BLUEPRINTS = (accounts, own_account, office_of_accounts)
