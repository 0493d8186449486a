"""Who may see and do what: users, circles, roles as data, dated memberships, break-glass."""
