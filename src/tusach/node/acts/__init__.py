"""What can be done at a node, as one call each: the same for the desk, the command and the demo.

Each act reads the stories it needs, asks one rule of `library`, and appends its answer, all within
one transaction of the store. A page or a command only words the outcome.
"""
