"""Pages of the scorecard: HTTP into one question or one command, and back."""
