"""``python -m problemgen``: the command line."""

from problemgen.cli import main

main()
