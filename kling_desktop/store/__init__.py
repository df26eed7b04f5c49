"""Bytes on disk: pictures by the hash of their content.

May use storyboard and frames.
"""
