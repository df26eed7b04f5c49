"""Bytes on disk: pictures by hash, documents, recovery copies, databases, who is alive.

May use storyboard and frames.
"""
