"""Shapes of communes that somebody drew: read, made light, kept by code."""
