"""What mail takes well: the pace, the length of a subject, and how long a server is waited for."""

from datetime import timedelta

SUBJECT = 120
"""Characters; more is cut off by most clients."""

PER_SECOND = 5.0
"""Mails; large providers close the door to senders they do not know well above that."""

SLOWEST = 120.0
"""Seconds for one mail, from the connection to the server's last word: content filters take their time."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
PUT_OFF = 30
"""So often a server may say "later", about a day in all, before somebody is asked to write by hand."""

BREAKS = 3
"""So often a connection may break after the text has gone out; each time the mail may have arrived."""
