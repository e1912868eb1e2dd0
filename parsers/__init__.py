"""Pure functions: bytes in, values out."""
