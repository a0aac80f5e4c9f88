"""What people ask of the book: reads that put one answer together, and change nothing."""
