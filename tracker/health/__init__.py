"""How a resource is: its state, how long it was not read, whether it flaps, and the sentence that says so."""
