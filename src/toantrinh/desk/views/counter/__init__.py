"""The counter: who stands there, what is filed for them, the queue, guidance, devices."""
