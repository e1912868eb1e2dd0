"""Which acts are one pact, and what becomes of it."""
