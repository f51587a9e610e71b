"""READING A FILE OF A STRANGER: bytes -> rows -> drafts, with every fault at its line and column.

May know: actions, domain, kit.
Never here: a row written, a question to the database, a file read into memory as a whole.
"""
