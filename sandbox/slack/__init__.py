"""A simulated Slack workspace over real HTTP and WebSockets, and the people who play in it."""

from sandbox.slack.client import SlackClient
from sandbox.slack.faults import Fault, Faults
from sandbox.slack.page_client import PageClient
from sandbox.slack.player import SlackPlayer
from sandbox.slack.snapshot import snapshot
from sandbox.slack.workspace import SlackWorkspace

__all__ = ["Fault", "Faults", "PageClient", "SlackClient", "SlackPlayer", "SlackWorkspace", "snapshot"]
