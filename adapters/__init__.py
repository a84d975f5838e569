"""The rooms that face the outside: chat platforms, mail, the web, the beat. None of them knows a feature."""
