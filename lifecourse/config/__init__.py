"""Settings, URLs and the launcher: the only place that reads the environment."""
