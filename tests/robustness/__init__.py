"""What hostile and clumsy input does to the house."""
