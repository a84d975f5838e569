"""The memory: SQLAlchemy Core on SQLite or PostgreSQL, behind the Protocols the core declares."""
