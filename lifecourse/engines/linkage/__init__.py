"""Is this the same person? Names, sounds, keys, weights in bits and evidence in words. Pure: no Django, no clock."""
