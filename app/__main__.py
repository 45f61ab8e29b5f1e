"""`python -m app`: the same as `ringdesk`, but `serve` starts without loading what only people at a terminal need."""

import sys


def main() -> None:
    """Run the command."""
    if sys.argv[1:2] == ["serve"]:
        from app.serve import main as serve

        sys.exit(serve(sys.argv[2:]))
    from app.cli import main as command

    command()


if __name__ == "__main__":
    main()
