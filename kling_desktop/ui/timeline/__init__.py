"""The timeline: scenes as blocks, shots as cards in them, over one pure geometry.

Shows the desk's storyboard and turns gestures and keys into the desk's edits; no other room's work.
"""
