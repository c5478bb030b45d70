"""What facts, refusals, disagreements and faults say to people, in their language."""
