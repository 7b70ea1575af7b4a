"""The command line: one file a command, each thin over the library calls of the other rooms.

Standard output carries data; progress and messages go to standard error. Exit codes::

    0   done
    1   done, and something that was asked about is not so (verify)
    2   the call is wrong (an option, a file that is no record)
    3   some inputs failed: each is named with its reason, the rest is kept
    130 interrupted; what was kept before is safe
"""

from __future__ import annotations

from communique.cli.group import main

__all__ = ["main"]
