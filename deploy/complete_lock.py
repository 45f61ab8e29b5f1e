"""Name in console/package-lock.json the builds for platforms that the registry in use does not carry.

npm leaves them out, and `npm ci` then refuses the lock file everywhere. Run this after every `npm install`.
"""

import json
import sys
from typing import Any, cast

from deploy.console import CONSOLE

Package = dict[str, Any]  # JSON of npm's making: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json


def main() -> int:
    path = CONSOLE / "package-lock.json"
    lock = cast("dict[str, Any]", json.loads(path.read_text()))
    packages = cast("dict[str, Package]", lock["packages"])
    added = [
        name
        for package in tuple(packages.values())
        for name, version in package.get("optionalDependencies", {}).items()
        if _complete(packages, package, name, version)
    ]
    lock["packages"] = dict(sorted(packages.items()))
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{path.name}: {len(added)} added {' '.join(added)}\n")
    return 0


def _complete(packages: dict[str, Package], package: Package, name: str, version: str) -> bool:
    """Add `name` where it is missing; its platform is read from the end of its name, as in cli-linux-x64-musl."""
    if f"node_modules/{name}" in packages:
        return False
    words = name.split("-")
    system = next((word for word in words if word in {"android", "darwin", "linux", "win32", "freebsd"}), None)
    if system is None or not version[:1].isdigit():
        raise SystemExit(f"{name}@{version}: the registry has it not, and its platform cannot be told from its name")
    entry: Package = {"version": version, "cpu": [words[words.index(system) + 1]]}
    entry |= {key: package[key] for key in ("dev", "engines", "license") if key in package}
    entry |= {"optional": True, "os": [system]}
    if system == "linux":
        entry["libc"] = ["musl" if "musl" in words else "glibc"]
    packages[f"node_modules/{name}"] = entry
    return True


if __name__ == "__main__":
    sys.exit(main())
