"""The pages about people: find, open, add, correct, relate, compare, join and part."""
