"""What macOS needs besides the frozen program: its Info.plist, signatures and the disk image."""
