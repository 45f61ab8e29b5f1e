"""Connects callers, agents and browsers to the capabilities; nothing imports it."""
