"""The bottom: declarative base, column types, sessions. Imports none of ours."""
