"""Mutated input for the readers of pages and feeds."""
