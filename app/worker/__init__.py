"""THE CLOCK'S DOOR: same manners as web, but time knocks. Due work is rows; the lock is a conditional UPDATE.

May know: wiring and everything below. A job may run twice and must leave the same rows.
Never here: a broker, a rule, an open transaction around slow work.
"""
