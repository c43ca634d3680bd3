"""From a cleaned copy to words: lines, recognition, handwriting, reading order."""
