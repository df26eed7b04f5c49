"""What the creator makes: storyboards, scenes and shots as values, and pure edits of them.

Imports no other room; no files, no network, no Qt, no sentences.
"""
