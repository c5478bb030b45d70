"""What is wrong with a profile, said so that its maker finds the line."""

from msgspec import Struct


class ProfileFault(Struct, frozen=True, order=True):
    """One fault.

    file: name of the file.  path: where in it, as `$.units[3].area_ha`.  reason: in English, for
    the person who edits the profile.
    """

    file: str
    path: str
    reason: str


class BrokenProfile(ValueError):
    """The files do not make a profile; `faults` says why, one by one."""

    def __init__(self, faults: tuple[ProfileFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{each.file} {each.path}: {each.reason}" for each in faults))
