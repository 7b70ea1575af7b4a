"""The exception tree.

::

    CommuniqueError            anything we raise on purpose
    ├── SourceError            one input cannot be read: skip this item, name it, go on
    ├── FormatError            a value does not have the form it should (JSON form, EDTF, data file)
    ├── CodebookError          (communique.codebook) a codebook file is wrong: names file and line
    ├── ActorDataError         (communique.actors) an actor file is wrong: names file and line
    └── RecordError            (communique.record) the record cannot be used: stop the run
"""

from __future__ import annotations


class CommuniqueError(Exception):
    """Base of every error that Communiqué raises on purpose."""


class FormatError(CommuniqueError):
    """A value does not have the form it should have; the message says which and why."""


class SourceError(CommuniqueError):
    """One input cannot be read.

    ``source`` names it (path, URL, ``file:line``); ``reason`` says why in one line.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
