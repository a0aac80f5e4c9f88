"""One folder a page: page.py, its sections and its words."""
