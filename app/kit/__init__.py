"""TOOLS WITHOUT NOUNS: would be at home in any product.

May know: the standard library, SQLAlchemy's types, Jinja2. Everything else is handed in as an argument.
Never here: a noun of the product, a setting, a session, the current user.
"""
