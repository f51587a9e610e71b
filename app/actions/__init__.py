"""WHAT PEOPLE DO: one verb per file; each writes rows, its audit row and its outbox rows in the caller's transaction.

May know: queries, domain, kit. Handed: a session, a Viewer, a draft, `now`.
Never here: a commit, a template, the wire, the web framework.
"""
