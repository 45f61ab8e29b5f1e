"""Questions about finished interactions: lists, timelines, and later measures."""
