"""The rules of the house that import-linter cannot see."""
