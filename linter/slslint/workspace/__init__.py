"""The only door to the disk: reads confined to one root, overlays for unsaved buffers, a log of every look."""

from slslint.workspace.workspace import Unreadable, Workspace, absolute, find_root

__all__ = ["Unreadable", "Workspace", "absolute", "find_root"]
