"""Walking every procedure through the running service as its people would, over HTTP only."""
