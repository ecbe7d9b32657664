"""Where procedures are changed as data: one person proposes, another checks and publishes."""
