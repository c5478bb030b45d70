"""Search: how well and how fast titles are found, by a labelled set drawn from a seed."""
