"""THE BROWSER'S DOOR: reads a request, calls one question or one action, answers.

May know: everything below, settings excepted. Status codes live here and nowhere else.
Never here: a rule, SQL, a sentence of the product that a template could hold.
"""
