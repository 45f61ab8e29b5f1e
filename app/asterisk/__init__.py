"""Asterisk: where it is, how it is configured, and the two sockets that drive it."""
