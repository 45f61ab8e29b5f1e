"""The bottom: declarative base, column types, engines, schema history. Imports none of ours."""
