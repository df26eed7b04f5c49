"""What has been made: an index of every clip on this machine, and their thumbnails.

May use storyboard, clips and store.
"""
