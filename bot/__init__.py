"""Convenor: runs a network of educational institutions inside the chat its members already use.

This room is the product. It imports no adapter, no storage, no configuration and no vendor's library; only
`bot.__main__` and `bot.cli` put the rooms together.
"""

__version__ = "0.1.0"
