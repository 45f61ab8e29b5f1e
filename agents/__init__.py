"""Agents: their states, and the distribution of waiting calls among them."""
