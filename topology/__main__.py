"""`python -m topology` is the command `topology`."""

from topology.cli.main import main

if __name__ == "__main__":
    main()
