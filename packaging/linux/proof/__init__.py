"""Proves the Debian package and the archive in a system that has only what the package declares."""
