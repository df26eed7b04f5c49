"""What Windows needs besides the frozen program: its version resource, signatures, an installer."""
