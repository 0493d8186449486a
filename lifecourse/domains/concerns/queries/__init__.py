"""Questions about concerns: the only code that reads them. Split by who asks."""
