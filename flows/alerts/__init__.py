"""Alerts: which change goes to whom, what the message says, and the sending."""
