"""`wdyy`: checks and prepares every file that a school uploads to register students for a 1+X exam."""

__version__ = "0.2.0"
