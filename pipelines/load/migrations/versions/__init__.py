"""One file a step, in order; a file that has been released never changes."""
