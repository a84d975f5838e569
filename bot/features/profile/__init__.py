"""The person's own record: `/profile` shows and changes it, joins chat accounts to it, hands it over, forgets it.

Nothing in here is about anybody but the person who asks.
"""

from bot.features.profile import accounts as accounts
from bot.features.profile import data as data
from bot.features.profile import handlers as handlers
from bot.features.profile import zones as zones
from bot.features.profile.routes import feature as feature
