"""``python -m toantrinh.project``: the ``toantrinh`` command where its script is not at hand."""

import sys

from .command import main

sys.exit(main())
