"""Pictures: examine any file safely, make it fit, strip private data, thumbnails (Pillow).

May use `storyboard` (its limits). Synchronous, callable from any thread, no state kept; no Qt.
"""
