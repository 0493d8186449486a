"""What every app builds on: guarded records, walls, references, errors, manifests."""
