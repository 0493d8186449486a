"""Pages of cohorts: HTTP into one question or one command, and back."""
