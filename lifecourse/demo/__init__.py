"""An invented partnership, told as calls to commands."""
