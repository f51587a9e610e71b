"""WHAT WE SAY: facts in, sentences, letters and files out.

May know: queries' shapes, domain, kit. Renders, never sends.
Never here: a session, the wire, a decision about who may see what.
"""
