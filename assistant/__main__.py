"""`python -m assistant` and `florence`: the command line."""

from __future__ import annotations

from assistant.cli.app import main

if __name__ == "__main__":
    main()
