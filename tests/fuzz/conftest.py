"""The fuzzer plays on the stage of the permission table: real ids, real people, every state."""

from tests.permissions.conftest import scenes, walker

__all__ = ["scenes", "walker"]
