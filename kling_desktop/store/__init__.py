"""Bytes on disk: pictures by the hash of their content, and how our databases are opened.

May use storyboard and frames.
"""
