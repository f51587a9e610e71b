"""THE SITE MAP: one file per first URL segment, each with the routes of its pages.

May know: web's own files, actions, queries, publishing, domain. Pages do not know each other.
"""
