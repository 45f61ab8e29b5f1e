"""Every module that declares tables."""

from importlib import import_module

from sqlalchemy import MetaData

from database.base import Base

TABLE_MODULES = (
    "agents.tables",
    "app.accounts.tables",
    "app.calls.tables",
    "customers.tables",
    "customers.work_tables",
    "customers.case_tables",
    "ivr.tables",
    "knowledge_base.tables",
    "recording.tables",
    "reporting.tables",
)


def all_tables() -> MetaData:
    """The metadata of the whole product."""
    for module in TABLE_MODULES:
        import_module(module)
    return Base.metadata
