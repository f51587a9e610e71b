"""THE MACHINES' DOOR: the same questions and actions as JSON under /api/v1, one file per noun.

May know: web's own files, actions, queries, domain. Strict models in, explicit shapes out.
"""
