"""Joins the routes about waiting and about what is promised to callers."""

from fastapi import FastAPI

from app.web.join import API
from app.web.permissions import Gate
from database.engine import Database
from reporting import estimate_router


def join_work(app: FastAPI, *, gate: Gate, database: Database) -> None:
    """Add the truth of told waits."""
    leads = gate.allow("supervisor", "admin")
    app.include_router(estimate_router.create_router(database, permission=leads), prefix=API)
