"""The pages of the board's money: HTTP into one question or one command, and back."""
