"""`python -m app`: the same as `ringdesk`, but `serve` starts without loading what only people at a terminal need."""

import gc
import sys


def main() -> None:
    """Run the command."""
    if sys.argv[1:2] == ["serve"]:
        # nothing that modules make while they load is ever garbage
        gc.disable()
        from app.serve import main as serve

        gc.enable()
        gc.freeze()

        sys.exit(serve(sys.argv[2:]))
    from app.cli import main as command

    command()


if __name__ == "__main__":
    main()
