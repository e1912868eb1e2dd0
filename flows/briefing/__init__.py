"""The briefing: a folder of plain pages, feeds and tables made from the ledger, that works without a server."""
