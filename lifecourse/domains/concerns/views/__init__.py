"""HTTP into one question or one command, and back. Split by whom the pages are for."""
