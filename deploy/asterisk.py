"""Find Asterisk, or fetch a private copy, and say which one it is."""

import sys

from app.asterisk.installation import PRIVATE_FOLDER, cache_folder, find, find_or_fetch
from app.asterisk.packages import PackagesUnavailable
from deploy.interrupt import end_with
from deploy.progress import shown


def main() -> int:
    cache = cache_folder()
    if find(cache) is None:
        sys.stderr.write(
            f"Fetching Asterisk 22 and its packages from Debian (once: 120 MB, 340 MB unpacked in {cache / PRIVATE_FOLDER})\n"
        )
    try:
        with shown() as progress:
            found = find_or_fetch(cache, progress)
    except PackagesUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"Asterisk {found.version} ({found.kind}): {found.asterisk[-1]}\n")
    return 0


if __name__ == "__main__":
    end_with(main)
