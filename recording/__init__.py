"""Recordings: where they lie, how the two sides become one file, and who may hear them."""
