"""What other features may use of the menu: the words for roles, and the button that runs a command."""

from bot.features.home.views import ROLE_NAMES as ROLE_NAMES
from bot.features.home.views import RunCommand as RunCommand
