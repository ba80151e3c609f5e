"""`python -m oomcast` is the command `oomcast`."""

import sys

from oomcast.present.cli import main

if __name__ == "__main__":
    sys.exit(main())
