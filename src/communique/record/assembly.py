"""The rules' version: what is assembled by older rules is assembled again."""

from __future__ import annotations

ASSEMBLY_VERSION = 3
"""Raised with every change of the rules of assembly, so that old records are rebuilt."""
