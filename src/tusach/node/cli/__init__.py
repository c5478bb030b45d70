"""The command `tusach`: what scripts may rely on is in docs/reference/commands.md.

`command` holds the base classes, `handover` hands an act to the process that serves the home,
`serving` is that process; one file a command in `management/commands`.
"""
