"""`python -m slslint` is `slslint`."""

import sys

from slslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
