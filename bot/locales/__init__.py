"""The catalogues: one `.po` file a language, read when the language is first spoken."""
