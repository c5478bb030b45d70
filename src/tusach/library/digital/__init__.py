"""What is used online, by service and month, as somebody reads it off or estimates it.

| fact | says |
|---|---|
| `use.counted/1` | so many uses of a service in a month, and how that is known |
"""
