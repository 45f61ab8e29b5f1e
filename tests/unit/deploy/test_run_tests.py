"""Every test is run in one run or the other, and once."""

from pathlib import Path

from deploy.run_tests import CALLING, OTHERS, REPOSITORY


def files(arguments: tuple[str, ...]) -> list[Path]:
    """What pytest would collect."""
    ignored = {REPOSITORY / one.removeprefix("--ignore=") for one in arguments if one.startswith("--ignore=")}
    paths = [REPOSITORY / one for one in arguments if not one.startswith("--")]
    found = [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("test_*.py")))]
    return [file for file in found if file not in ignored]


def test_every_test_file_is_run_once() -> None:
    ran = sorted(file for arguments in (*CALLING, *OTHERS) for file in files(arguments))
    assert ran == sorted((REPOSITORY / "tests").rglob("test_*.py"))


def test_what_is_named_exists() -> None:
    named = [one.removeprefix("--ignore=") for arguments in (*CALLING, *OTHERS) for one in arguments]
    assert [one for one in named if not (REPOSITORY / one).exists()] == []
