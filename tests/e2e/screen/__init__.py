"""A pair of eyes and hands for the tests of the real window."""
