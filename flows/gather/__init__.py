"""Gathering: from sources to entries, and from entries to pages."""
