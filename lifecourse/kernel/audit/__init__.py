"""The audit trail: who did or saw what, when; append-only, sealed by hash, and the `@command` that writes it."""
