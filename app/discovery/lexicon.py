"""Words that speak of performance, security or observability, whatever else a change says it is."""

import re
from functools import lru_cache
from typing import Final

# Each pattern is looked for at the start of a word, or in the whole title where it spans words.
_PERFORMANCE: Final = {
    "perf": "perf$",
    "performance": "performan",
    "speed": "speed",
    "fast": "fast",
    "slow": "slow",
    "optimise": "optimi[sz](?!ers?$)",
    "latency": "latenc",
    "throughput": "throughput",
    "allocation": "alloc|malloc|jemalloc",
    "cache": "cach|memoi[sz]",
    "memory": "memory|mem$|oom$",
    "copy": "cop(y|ies|ied|ying)|clon(e|ing)",
    "lazy": "laz(y|ily)|defer",
    "avoid": "avoid|skip|unnecessar|redundant|needless|eliminat|reus(e|ing)",
    "reduce": "reduc|less$|fewer|minimi[sz]|shrink",
    "batch": "batch|bulk|parallel|concurren|multithread",
    "bench": "bench",
    "hot path": "hot$|hotpath|inlin|simd|vectori[sz]|avx",
    "index": "index|quer(y|ies)|n1$",
    "reserve": "reserve|capacity|prealloc",
    "regex": "regex",
    "heavy": "expensive|overhead|costly|cheap|quadratic|bottleneck|hash(map|set|er)",
    "pool": "buffer|pool|prefetch|preload|tun(e|ing)",
}
# Words that speak of speed elsewhere, and of something else beside these.
_FALSE_FRIENDS: Final = re.compile(
    r"\bperformance(?= (?:review|appraisal|goal|rating|page)s?\b)|\bcache(?=-control\b)"
    r"|\bfast(?=-(?:glob|xml|json|csv|uri|check)\b)|\bindex(?=\.(?:[jt]sx?|html?|md|php|vue)\b)",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(r"\b\d+(?:\.\d+)?\s?(?:x|%|ms|times)(?![\w])", re.IGNORECASE)
_PATTERNS: Final = {name: re.compile(pattern) for name, pattern in _PERFORMANCE.items()}
AMOUNT: Final = "amount"
PERFORMANCE_NAMES: Final = (*_PERFORMANCE, AMOUNT)


@lru_cache(maxsize=1 << 15)
def performance_of(word: str) -> tuple[str, ...]:
    """Names of the patterns that a lower-case word meets."""
    return tuple(name for name, pattern in _PATTERNS.items() if pattern.match(word))


def without_false_friends(title: str) -> str:
    """A title without the words that only sound like speed: "performance review", "cache-control"."""
    return _FALSE_FRIENDS.sub("", title)


def has_amount(text: str) -> bool:
    """A number with x, % or ms, as in "3x faster" and "40% less"."""
    return _AMOUNT.search(text) is not None


_SECURITY: Final = re.compile(
    r"\bcve-?\d|\bghsa-|vulnerab|\bsaniti[sz]|\bxss\b|\bcsrf\b|\bssrf\b|\binjection|\bexploit|\bcredential|\bsecrets?\b"
    r"|\bpasswords?\b|\bencrypt|\brate.?limit|\bauth(?:n|z|entication|orization)?\b|\bpermissions?\b|\bbrute.?force"
    r"|\bdenial of service|\bredos\b|\btraversal|\bsecurity\b|\bsandbox|\bprivileges?\b|\bcertificates?\b"
    r"|\bspoof|\bbypass",
    re.IGNORECASE,
)
_OBSERVABILITY: Final = re.compile(
    r"\bmetrics?\b|\btelemetry|\bopentelemetry|\botel\b|\btrac(?:e|es|ing)\b|\bspans?\b|\balert(?:s|ing)\b|\bdashboards?\b"
    r"|\bprometheus|\bgrafana|\blog(?:s|ging)\b|\blog.?levels?\b|\b(?:liveness|readiness|health).?(?:probes?|checks?)\b|\bslos?\b"
    r"|\bmonitoring\b|\bsentry\b|\bprofil(?:er|ing)\b|\binstrument",
    re.IGNORECASE,
)


def speaks_of_security(text: str) -> bool:
    """A weak label for training: no conventional type says it."""
    return _SECURITY.search(text) is not None


def speaks_of_observability(text: str) -> bool:
    return _OBSERVABILITY.search(text) is not None
