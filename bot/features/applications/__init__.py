"""From newcomer to member: apply, declare, sign, review, decide, admit.

`states.py` draws the ways, `model.py` holds the rules; other features come in by `api.py`.
"""

from bot.features.applications import admission, applicant, apply, deadlines, decide, declare, greet, record, review
from bot.features.applications.routes import feature

__all__ = ["admission", "applicant", "apply", "deadlines", "decide", "declare", "feature", "greet", "record", "review"]
