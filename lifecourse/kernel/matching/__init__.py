"""Is this the same person? Candidates with the evidence for and against; a person decides."""
