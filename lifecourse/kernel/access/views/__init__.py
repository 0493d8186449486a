"""The pages of access: one's own account, administration, emergencies, the trail."""
