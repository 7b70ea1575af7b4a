"""Communiqué: news about politics and diplomacy as a sourced record of claims."""
