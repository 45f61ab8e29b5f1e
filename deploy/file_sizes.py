"""No source file is longer than 400 lines; generated ones are apart."""

import subprocess
import sys
from pathlib import Path

LONGEST = 400
SOURCES = {".py", ".ts", ".tsx", ".css", ".sh", ".j2"}
GENERATED = ("console/src/api/generated/",)


def main() -> int:
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"),  # noqa: S607 -- git, wherever it is
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name and not name.startswith(GENERATED)]
    sizes = {path: _lines(path) for path in paths if path.suffix in SOURCES and path.exists()}
    too_long = {path: size for path, size in sizes.items() if size > LONGEST}
    for path, size in sorted(too_long.items()):
        sys.stderr.write(f"{path}: {size} lines, {LONGEST} at most: split it by topic\n")
    sys.stderr.write(f"{len(sizes)} files, {len(too_long)} too long\n")
    return 1 if too_long else 0


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


if __name__ == "__main__":
    sys.exit(main())
