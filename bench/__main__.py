"""`python -m bench [NAME …]`: runs the measurements, all of them without a name."""

import sys
from importlib import import_module

ALL = ("hours", "webhooks", "streams", "console", "transcripts", "incident", "calls", "leaks")

for name in sys.argv[1:] or ALL:
    print(f"\n# {name}\n")
    import_module(f"bench.{name}").main()
