"""The demonstration province: a profile's invented people and a year of work, told as facts.

Everything is told through the same acts as at a desk, with an injected clock and seeded chance:
equal seed, size and date give equal facts.

| module | makes |
|---|---|
| `world` | the told clock, the seeded chance, the demo-only key |
| `stock` | titles (real books of the profile, then synthetic ones) and copies |
| `people` | staff, readers, families |
| `year` | loans, returns, renewals, visits, losses, slips |
| `doors` | the batch door: the desk's rules, a day in one transaction |
| `asked` | holds, wishes, what is torn |
| `crates` | crates that stand, travel, are late or short |
| `quarrels` | facts that contradict each other, told by a second installation |
| `build` | all of it, in order, with progress |
"""
