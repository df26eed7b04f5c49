"""The window: what a person sees, hears read out and touches.

May use every room but service and practice; everything it needs is handed in by `app`.
"""
