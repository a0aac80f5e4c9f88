"""A machine that lives lives nobody planned: any fact, in any order, and what must hold of both books."""
