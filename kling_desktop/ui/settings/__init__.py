"""The settings dialog: every choice that lasts, in five pages.

May use what the rest of `ui` may.
"""
