"""Articles that help an agent answer: written in two languages, approved, found by their words, suggested and judged."""
