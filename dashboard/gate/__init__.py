"""The gate in front of every page: who has signed in, by which address, and the pages to sign in."""
