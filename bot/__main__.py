"""The command line: `convenor` or `python -m bot`."""

import gc


def main() -> int:
    """Read everything in, then run the command.

    Nothing that is read in becomes garbage: looking for some would take a seventh of the start, and again later.
    """
    gc.disable()
    from bot.cli import main as run

    gc.freeze()
    gc.enable()
    return run()


if __name__ == "__main__":
    raise SystemExit(main())
