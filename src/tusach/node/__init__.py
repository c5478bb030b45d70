"""What a node is on the outside: files, sockets, Django and its pages; the pure core is told the world from here."""
