"""Opening scans: what lies in a file, its pages drawn as pictures, within limits."""
