"""Video files: what is in them, their true last frame, posters, and the recipe they carry.

May use storyboard only.
"""
