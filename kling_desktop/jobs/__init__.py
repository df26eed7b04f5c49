"""The money path: the ledger of jobs and the engine that drives them.

May use storyboard, production, frames, store, service and clips.
"""
