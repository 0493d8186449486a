"""The index of people: names, dates, identifiers, addresses, relationships, flags; merged and unmerged by root."""
