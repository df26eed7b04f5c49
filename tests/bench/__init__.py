"""How fast things are, each beside a plain way to do the same. `make bench` prints ratios."""
