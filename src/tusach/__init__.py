"""Tủ Sách: a provincial library network, at every desk, with or without a network."""
