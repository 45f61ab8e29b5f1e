"""The core is pure unless it says otherwise: a new module of it must be named in the contract."""

import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
STORING = {
    f"app.calls.{name}" for name in ("entry_repository", "repository", "salvage", "spool", "statements", "tables")
}


def test_every_module_of_the_calls_is_pure_but_those_that_store() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    (contract,) = (
        contract
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract["name"] == "3 The core is pure"
    )
    modules = {f"app.calls.{file.stem}" for file in (REPOSITORY / "app/calls").glob("*.py") if file.stem != "__init__"}
    assert modules - set(contract["source_modules"]) == STORING
