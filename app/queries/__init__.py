"""WHAT CAN BE ASKED: one plural noun per file, each function one question, answered in small frozen shapes.

May know: domain, kit. Every question about personal rows takes the Viewer.
Never here: a write, a count on a list page, an entity handed to a page, a dialect (but for search.py).
"""
