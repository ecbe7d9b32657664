"""The counter: who waits there, who was guided and with what, which devices are the house's."""
