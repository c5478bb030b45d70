"""What a node is on the outside: files, sockets, Django, pages; it tells the core the world."""
