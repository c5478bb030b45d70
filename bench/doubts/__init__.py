"""How many invented months are found, in which style, and how many honest ones stand out."""
