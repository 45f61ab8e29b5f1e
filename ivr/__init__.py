"""Call flows: what a caller hears and can press, as data, and the pure session that walks through it."""
