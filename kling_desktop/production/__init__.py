"""What has to be made: turns scenes into snapshots, the requests without their picture bytes.

Pure; may use storyboard.
"""
