"""What the ledger holds when many use it at once, and when those who write to it are killed."""
