"""Set up a workspace or guild, give and take roles, read the audit trail, export the records: `/admin`.

It also keeps the network's spaces: which workspaces and guilds we are in, and which channel there serves what.
"""

from bot.features.admin import records as records
from bot.features.admin import roles as roles
from bot.features.admin import setup as setup
from bot.features.admin import spaces as spaces
from bot.features.admin.routes import feature as feature
