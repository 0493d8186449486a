"""The pages that belong to no one room: home, worklist, search, person, health."""
