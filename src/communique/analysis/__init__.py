"""What a record says as a whole: curves between two parties, networks of who acts towards whom.

Reads from ``record.views``; knows nothing of how claims were read.
"""
