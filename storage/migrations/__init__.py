"""The history of the schema. `storage.schema` runs it, `python -m storage.migrations.make` writes a new revision."""
