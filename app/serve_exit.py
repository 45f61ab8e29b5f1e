"""What the application's process says to its supervisor as it ends."""

FENCED_EXIT = 3
"""Another controller has taken the site over: do not start me again."""
