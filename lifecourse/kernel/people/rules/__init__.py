"""What is true of people's details whatever the database says: numbers, dates, names, merges. No Django, no clock."""
