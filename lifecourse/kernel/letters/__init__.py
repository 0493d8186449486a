"""What we tell people outside Lifecourse, by which way, and whether it arrived."""
