"""What leaves the room as a file: the two-layer archive PDF, hOCR and ALTO."""
