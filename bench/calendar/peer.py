"""Run by a Python that has lunar-vn: every day of a range, twice, timed; one JSON object."""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import date

import lunar_vn


def main() -> None:
    first, last = int(sys.argv[1]), int(sys.argv[2])
    days = [date.fromordinal(one) for one in range(first, last + 1)]
    mixed = list(days)
    random.Random(7).shuffle(mixed)
    seconds = []
    for _ in range(2):
        began = time.perf_counter()
        for on in mixed:
            lunar_vn.solar_to_lunar(on)
        seconds.append(time.perf_counter() - began)
    told = [lunar_vn.solar_to_lunar(on) for on in days]
    names = [(one.day, one.month, int(one.leap), one.year) for one in told]
    print(json.dumps({"seconds": seconds, "names": names}))


if __name__ == "__main__":
    main()
