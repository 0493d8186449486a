"""Forms of signing in and of administering who is in which circle."""
