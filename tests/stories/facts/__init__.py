"""A stateful test (hypothesis): any fact, in any order, and what must hold of both books."""
