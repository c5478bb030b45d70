"""From the bytes of a folder to a `Profile`, or to the faults that keep it from being one."""

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from tusach.library.profile.checks import faults_of
from tusach.library.profile.faults import BrokenProfile, ProfileFault
from tusach.library.profile.parts import Part
from tusach.library.profile.profile import Profile


def load(files: Mapping[str, bytes]) -> Profile:
    """The profile that the files of one folder make.

    files: content by file name, without folders; every one must belong to a profile.
    Raises BrokenProfile with every fault found: first those of single files, and once all files
    can be read, those between them.
    """
    faults = [
        ProfileFault(file=name, path="$", reason="no such file in a profile")
        for name in sorted(files)
        if name not in file_names()
    ]
    sections: dict[str, Any] = {}
    for field in msgspec.structs.fields(Profile):
        name = f"{field.name}.json"
        if name in files:
            read = _section(name, files[name], _file_type(field.type))
            if isinstance(read, ProfileFault):
                faults.append(read)
            else:
                sections[field.name] = read
        elif field.required:
            faults.append(ProfileFault(file=name, path="$", reason="the file is missing"))
    if faults:
        raise BrokenProfile(tuple(faults))
    profile = Profile(**sections)
    if between := faults_of(profile):
        raise BrokenProfile(between)
    return profile


def file_names() -> tuple[str, ...]:
    """Names of all files a profile may have, required ones first."""
    return tuple(f"{field.name}.json" for field in msgspec.structs.fields(Profile))


def _file_type(annotation: Any) -> type[Part]:
    """The Struct of a file, whether or not the file may be absent."""
    kinds = [each for each in get_args(annotation) if each is not type(None)]
    return kinds[0] if kinds else annotation  # type: ignore[no-any-return]


def _section(name: str, content: bytes, kind: type[Part]) -> Part | ProfileFault:
    """One file decoded, or the first thing that is wrong in it."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        reason, _, path = str(broken).partition(" - at `")
        return ProfileFault(file=name, path=path.rstrip("`") or "$", reason=reason)
