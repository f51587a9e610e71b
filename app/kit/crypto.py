"""Secrets: made at random, kept as hashes, compared in constant time."""

import base64
import hashlib
import hmac
import secrets


def new_secret(bytes_of_entropy: int = 32) -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(bytes_of_entropy)


def fingerprint(secret: str) -> str:
    """SHA-256 in hex. Enough for a secret of 256 random bits; a password needs argon2."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def sign(message: str, key: str, purpose: str) -> str:
    """A short MAC over `message` for one purpose; the purpose keeps a cursor from serving as a link."""
    mac = hmac.new(key.encode(), f"{purpose}\x00{message}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:18]).decode()


def holds(message: str, signature: str, key: str, purpose: str) -> bool:
    return hmac.compare_digest(sign(message, key, purpose).encode(), signature.encode("utf-8", "replace"))
