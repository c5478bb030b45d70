"""Calendar files: days for the calendars of telephones and computers (iCalendar, RFC 5545).

| module | what it is |
|---|---|
| `icalendar` | whole days, each one event |
"""
