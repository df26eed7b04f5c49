"""Kling Desktop: turns still pictures into film with Kling v3.0 Standard image to video."""

__version__ = "0.1.0"
