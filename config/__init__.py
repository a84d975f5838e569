"""This room reads what a deployment and its networks are told. Nothing is read at import."""
