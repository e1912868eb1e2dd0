"""What can be wrong with what a person names on the command line."""

from __future__ import annotations


class InputError(Exception):
    """Something named on the command line cannot be read; the message is one line with the remedy."""
