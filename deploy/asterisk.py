"""Find Asterisk, or fetch a private copy, and say which one it is."""

import sys

from app.asterisk.installation import cache_folder, find_or_fetch
from app.asterisk.packages import PackagesUnavailable
from deploy.progress import shown


def main() -> int:
    try:
        with shown() as progress:
            found = find_or_fetch(cache_folder(), progress)
    except PackagesUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"Asterisk {found.version} ({found.kind}): {found.asterisk[-1]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
