"""The wire: what is sent to the service, what comes back, and fetching the finished file.

May use `storyboard` only. Speaks in codes and frozen values; `jobs` decides what to do about them.
"""
