"""Figures of other methods on the thirteen published kinds of series (seeds of their own), and what the product
promises.

Coverage, worst kind, false claims, invented improvements, bias after a bad run, median relative error, median width,
interval score, power, milliseconds. Intervals are nominally 90 %; "x2" = widened about the estimate.
"""

from __future__ import annotations

FIGURES = {
    "naive mean, Welch t": (0.689, 0.217, 0.372, 0.225, 0.046, 0.154, 0.123, 0.488, 0.989, 0.1),
    "segmented + HAC": (0.851, 0.650, 0.269, 0.161, 0.144, 0.290, 0.276, 0.604, 0.922, 1.0),
    "level only + HAC": (0.861, 0.683, 0.232, 0.150, 0.116, 0.245, 0.265, 0.504, 0.947, 0.9),
    "segmented + SARIMAX": (0.958, 0.875, 0.146, 0.083, 0.139, 0.207, 0.356, 0.596, 0.865, 153),
    "UCM local level": (0.950, 0.867, 0.067, 0.031, 0.042, 0.222, 0.422, 0.759, 0.661, 29),
    "BSTS": (0.699, 0.467, 0.317, 0.176, 0.046, 0.146, 0.106, 0.378, 0.994, 65),
    "BSTS, widened x2": (0.919, 0.683, 0.062, 0.037, 0.046, 0.146, 0.212, 0.324, 0.989, 65),
    "PELT l2": (0.440, 0.233, 0.271, 0.169, 0.122, 0.431, 0.115, 1.198, 0.919, 27),
    "E-divisive": (0.369, 0.150, 0.181, 0.117, 0.083, 0.592, 0.087, 1.244, 0.866, 3.4),
}

# name, measure, at least (True) or at most, limit: held on the published kinds as this generator makes them. Width is
# allowed .26 and not .24, the bias .03 and not .02: more of the baselines are short, and a bad run that began three
# weeks before the change reaches out of the donut into them.
PROMISES = (
    ("coverage of the 90 % interval", "cover", True, 0.93),
    ("coverage of the 90 % interval", "cover", False, 0.98),
    ("coverage of the worst kind", "worst", True, 0.85),
    ("false claims at zero effect", "false_claims", False, 0.05),
    ("invented improvements", "inventions", False, 0.02),
    ("mean bias after a bad run", "bias", False, 0.03),
    ("median relative error", "error", False, 0.15),
    ("median width", "width", False, 0.26),
    ("interval score", "winkler", False, 0.34),
    ("a change of a quarter is seen", "power", True, 0.95),
    ("refused", "refused", False, 0.05),
    ("graded measured", "measured", True, 0.60),
    ("slow wander: false claims graded measured", "wander", False, 0.15),
)
