"""A whole platform in a dict: fast tests of features, and the proof that the port is neutral."""
