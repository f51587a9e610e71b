"""What a change was worth: a series, counts or a declared risk -> an effect with an honest interval, or a refusal.

Pure: values in, values out; numpy and scipy.special only. Never: a database, the wire, a clock, chance without a seed,
a person's total, or money without the organisation's own rate card. It runs in a child process, never where pages are served.
"""
