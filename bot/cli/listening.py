"""A port that is taken: told with the setting that chooses another one."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from config.settings import SettingsError


@contextmanager
def on_port(setting: str, port: int) -> Generator[None]:
    """Turn the OSError of a port that is in use into a SettingsError that names `setting`."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingsError(
            f"{setting}: port {port} is in use, perhaps by another Convenor; stop that, or set {setting} to a free port"
        ) from None
