"""The catalogues: one `.po` file a language, read as it is when the language is first spoken."""
