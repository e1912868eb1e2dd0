"""Flows, HTTP, alerts and the command line: the floor that touches the world."""
