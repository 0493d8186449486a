"""Which service is, or was, working with whom; from lists that agencies send, with what they cover and how fresh."""
