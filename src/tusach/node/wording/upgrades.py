"""What is in the way of an upgrade, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

UPGRADE_FAULTS = {
    "upgrade.no_release": _(
        "This is no release of the program: its name ends in .tusach-release, and it is not "
        "unpacked. Nothing was changed. Choose another file."
    ),
    "upgrade.cut": _(
        "This release is cut off. Nothing was changed. Copy it onto the stick once more, and take "
        "the stick out only when the copying is over."
    ),
    "upgrade.damaged": _(
        "This release is damaged (%(said)s). Nothing was changed. Copy it onto the stick once "
        "more, or take another stick."
    ),
    "upgrade.format": _(
        "This release is of a later form than this version reads. Nothing was changed. Ask the "
        "province which release comes first."
    ),
    "upgrade.forged": _(
        "Somebody has changed this release after it was signed. Nothing was changed here. Do not "
        "use it, and tell the province where the file comes from."
    ),
    "upgrade.unsigned": _(
        "Nobody has signed this release. Nothing was changed. Ask the province for one that is "
        "signed."
    ),
    "upgrade.stranger": _(
        "This release is signed by %(said)s, whom this machine does not know. Nothing was changed. "
        "Ask the province for the release that it has signed itself. If people have told you this "
        "number by telephone: tusach upgrade --trust KEY"
    ),
    "upgrade.no_key": _(
        "This is no key of a maker of releases: it has 64 letters and digits, or is the file that "
        "holds them."
    ),
    "upgrade.no_hub": _("Only a hub of the network vouches for a release. Nothing was changed."),
    "upgrade.same": _("Version %(version)s runs here already. Nothing is to be done."),
    "upgrade.older": _(
        "This release is version %(version)s; the newer %(runs)s runs here. Nothing was changed. "
        "To return to the version before: tusach upgrade --back"
    ),
    "upgrade.too_far": _(
        "Version %(version)s follows %(follows)s or newer; %(runs)s runs here. Nothing was "
        "changed. Ask the province for the release in between and install that first."
    ),
    "upgrade.forgets": _(
        "Version %(version)s does not know everything that was stored here. Nothing was changed. "
        "Ask the province for a newer one."
    ),
    "upgrade.python": _(
        "This release is for Python %(least)s and newer, below %(above)s; this machine has "
        "%(here)s. Nothing was changed. Ask the province for the release for this machine."
    ),
    "upgrade.platform": _(
        "This release is for another kind of machine (%(wanted)s; this is %(here)s). Nothing was "
        "changed. Ask the province for the release for this machine."
    ),
    "upgrade.wants_packages": _(
        "This small release stands on packages that this machine has not (%(said)s). Nothing was "
        "changed. Ask the province for the full release of the same version."
    ),
    "upgrade.packages_bent": _(
        "The packages of this machine are not as they were installed: its disk may be failing. "
        "Nothing was changed. Take a backup, and ask the province for the full release."
    ),
    "upgrade.wheel": _(
        "This release is signed, but it is made wrongly (%(said)s). Nothing was changed. Tell "
        "the province."
    ),
    "upgrade.no_room": _(
        "There is not enough room on the disk: %(said)s MB are missing. Nothing was changed. "
        "Delete what this machine does not need, then do it again."
    ),
    "upgrade.no_folder": _(
        "Versions cannot be kept in %(path)s (%(said)s). Nothing was changed. Have whoever looks "
        "after the machine let the program write there, or name another folder with "
        "TUSACH_VERSIONS."
    ),
    "upgrade.in_home": _(
        "Versions must not lie inside the library's own folder: %(path)s. Nothing was changed. "
        "Choose a folder outside, with TUSACH_VERSIONS, or leave that unset."
    ),
    "upgrade.stick_gone": _(
        "The release could not be read to its end: %(said)s. Nothing was changed. Plug the stick "
        "in again and leave it there until the page says that it is no longer needed."
    ),
    "upgrade.import_runs": _(
        "An import runs. Nothing was changed. Wait until it is done, or stop it; then do it again."
    ),
    "upgrade.under_way": _("An upgrade is under way already. Wait until it is done."),
    "upgrade.on_trial": _(
        "Version %(version)s is on trial already. Start the program, and wait until it says "
        "whether that version stays."
    ),
    "upgrade.many_processes": _(
        "This hub is served by several processes and cannot begin anew by itself. Stop it, run "
        "tusach upgrade FILE, and start it again."
    ),
    "upgrade.another_chosen": _(
        "An upgrade has chosen version %(version)s for this hub, but version %(runs)s was started. "
        "Put the folders that are named in %(path)s into PYTHONPATH of the service, and start it "
        "again. Nothing was changed."
    ),
    "upgrade.nothing_before": _("No version older than %(version)s is kept here to return to."),
    "upgrade.cannot_read": _(
        "The new version could not read a copy of this library: %(said)s. Nothing was changed; the "
        "old version runs. Tell the province."
    ),
    "upgrade.cannot_start": _(
        "The new version did not start on a copy of this library: %(said)s. Nothing was changed; "
        "the old version runs. Tell the province."
    ),
    "upgrade.no_way_back": _(
        "After the new version had opened a copy of this library, the old one could not read it: "
        "%(said)s. There would be no way back, so nothing was changed. Tell the province."
    ),
    "upgrade.died": _("The new version ended at once (%(exit)s): %(said)s"),
    "upgrade.silent": _("The new version said nothing for five minutes: %(said)s"),
    "upgrade.no_answer": _("The new version did not answer at %(address)s."),
    "upgrade.cut_off": _("The machine went off twice while the new version was tried out."),
    "upgrade.no_word": _(
        "The program has not said how the upgrade went. Look at “tusach upgrade --list”."
    ),
    "upgrade.broken": _(
        "The upgrade broke off by a mistake of the software (%(said)s). The old version runs, "
        "nothing was lost. Show this to whoever looks after the program."
    ),
}
