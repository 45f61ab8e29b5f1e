"""Who is calling: profiles found by number."""
