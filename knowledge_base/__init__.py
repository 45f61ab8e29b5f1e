"""Articles that help an agent answer; the capability begins with a later release."""
