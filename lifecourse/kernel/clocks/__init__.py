"""Time limits from law, guidance and local agreement: dated rules, running clocks, breaches with a reason."""
