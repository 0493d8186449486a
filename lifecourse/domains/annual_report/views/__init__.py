"""HTTP into one question or one command of annual reports, and back."""
