"""The parts of the pages; each is a module with ``router(house)``, and knows nothing of the others."""
