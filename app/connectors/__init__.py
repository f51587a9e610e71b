"""THE TOOLS OUTSIDE: the only room that touches the wire.

May know: domain's values, kit. Reached through wiring alone.
Never here: a row, a session, a rule of the product.
"""
