"""Stand-ins for systems of others, each a process of its own (``toantrinh simulate NAME``)."""
