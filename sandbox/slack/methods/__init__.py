"""The Web API, one module per family of methods; importing this package fills the table in `registry`."""

from sandbox.slack.methods import chat, conversations, files, history, misc, usergroups, users, views
from sandbox.slack.methods.registry import METHODS, ApiError, Call, Method

__all__ = [
    "METHODS",
    "ApiError",
    "Call",
    "Method",
    "chat",
    "conversations",
    "files",
    "history",
    "misc",
    "usergroups",
    "users",
    "views",
]
