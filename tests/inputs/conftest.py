"""Bad input is sent to the stage of the permission table, where every state is."""

from tests.permissions.conftest import scenes, walker

__all__ = ["scenes", "walker"]
