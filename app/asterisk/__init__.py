"""Asterisk: two sockets, a translator, a performer, and how it is installed and configured."""
