"""Finding the unseen: change history -> tags -> efforts -> reasons, and signals that went quiet.

Pure, values in, values out: may know `domain` values and `kit`. Never here: a database, the wire, a process, a clock
(the newest date is an argument), settings, or anything about a person when it judges a change. Only efforts.py loads
numpy; the worker and the terminal alone import it.
"""
