"""PROMETHEUS: one range query for one series, read through the one HTTP client.

May know: the client, domain's values, kit. Never here: a second series taken for the first, a point made up.
"""
