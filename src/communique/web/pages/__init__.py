"""The pages of the room, one module a subject.

A module's ``Twin``s (made by ``@twin``) and the routes in its ``ROUTES`` are found by the app.
"""
