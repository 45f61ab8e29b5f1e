"""One history of the schema, for SQLite and PostgreSQL alike. New revision: `ringdesk migrate --new "why"`."""
