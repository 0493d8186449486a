"""What the benchmarks share: the machine's name, a fresh database, a web server, people who sign in."""
