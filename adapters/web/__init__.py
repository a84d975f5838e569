"""What is served over HTTP: health and figures for operators. Pages for people come into this room, too."""
