"""The parts of the library panel: what is found, its pictures, the grid, and what can be done with
clips. May use what `ui` may.
"""
