"""`python -m radiodesk` is the same as `radiodesk`."""

from radiodesk.cli import main

if __name__ == "__main__":
    main()
