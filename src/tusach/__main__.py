"""`python -m tusach COMMAND …`: the same as the installed command."""

from tusach.node.cli.main import run

if __name__ == "__main__":
    run()
