"""What Convenor costs, measured against a floor of the same run: `python -m bench` prints the table README quotes."""
