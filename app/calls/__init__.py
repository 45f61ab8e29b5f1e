"""Live calls: one door for events, one pure step, actions performed after the commit."""
