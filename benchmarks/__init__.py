"""The bench: speed and memory as ratios to anchors that it builds itself, in the same minutes, on the same data.

Lives here: synthetic data, anchors, meters of load, CPU and memory, goals and their verdicts.
May know: app, through its doors.
Never here: an absolute time as a goal, or a figure whose page was not first checked to be the right one.
"""
