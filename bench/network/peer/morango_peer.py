"""Run by Morango's own Python: `prepare`, `serve PORT`, `push PORT RECORDS`, each with a folder.

Two databases with one certificate, a model of two fields, Morango's settings as they come.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from pathlib import Path

WHAT, FOLDER = sys.argv[1], Path(sys.argv[2])
SIDE = "server" if WHAT == "serve" else "client"


def configure(side: str) -> None:
    """Django with Morango and the one model."""
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",  # noqa: S106
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="morango.urls",
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "rest_framework",
            "mptt", "morango", "notes",
        ],
        MIDDLEWARE=[],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(FOLDER / f"{side}.sqlite"),
            }
        },
    )  # fmt: skip
    sys.path.insert(0, str(FOLDER))
    import django

    django.setup()


MODELS = """
import uuid
from django.db import models
from morango.models import SyncableModel
class Note(SyncableModel):
    morango_profile = "bench"
    morango_model_name = "note"
    text = models.CharField(max_length=200)
    dataset = models.CharField(max_length=40)
    def calculate_source_id(self, *args, **kwargs):
        return uuid.uuid4().hex
    def calculate_partition(self, *args, **kwargs):
        return self.dataset
"""


def prepare() -> None:
    """Two databases that share a root certificate with its key."""
    (FOLDER / "notes").mkdir()
    (FOLDER / "notes" / "__init__.py").write_text("")
    (FOLDER / "notes" / "models.py").write_text(MODELS)
    configure("client")
    from django.core.management import call_command
    from morango.models import Certificate, DatabaseIDModel, ScopeDefinition

    call_command("migrate", run_syncdb=True, verbosity=0)
    ScopeDefinition.objects.create(
        id="all", profile="bench", version=1, primary_scope_param_key="mainpartition",
        description="", read_filter_template="", write_filter_template="",
        read_write_filter_template="${mainpartition}",
    )  # fmt: skip
    Certificate.generate_root_certificate("all")
    with (
        sqlite3.connect(FOLDER / "client.sqlite") as here,
        sqlite3.connect(FOLDER / "server.sqlite") as there,
    ):
        here.backup(there)
    DatabaseIDModel.objects.all().delete()


def serve(port: int) -> None:
    """Django's own server."""
    configure("server")
    from django.core.management import call_command

    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


def push(port: int, records: int) -> None:
    """Make records, push them, count them on the other side."""
    configure("client")
    from django.db import transaction
    from morango.models import Certificate, Filter
    from morango.sync.controller import MorangoProfileController
    from notes.models import Note

    root = Certificate.objects.get()
    with transaction.atomic():  # not measured, so not as slow as the disk may be
        for nr in range(records):
            Note.objects.create(text=f"Quyển sách số {nr}", dataset=root.id)
    controller = MorangoProfileController("bench")
    began = time.perf_counter()
    line = controller.create_network_connection(f"http://127.0.0.1:{port}/")
    session = line.create_sync_session(root, root)
    client = session.get_push_client()
    client.initialize(Filter(root.id))
    client.run()
    client.finalize()
    session.close_sync_session()
    seconds = time.perf_counter() - began
    with sqlite3.connect(FOLDER / "server.sqlite") as there:
        (count,) = there.execute("SELECT count(*) FROM notes_note").fetchone()
    print(json.dumps({"seconds": seconds, "there": count}))


if __name__ == "__main__":
    os.environ.setdefault("NO_PROXY", "127.0.0.1")
    if WHAT == "prepare":
        prepare()
    elif WHAT == "serve":
        serve(int(sys.argv[3]))
    else:
        push(int(sys.argv[3]), int(sys.argv[4]))
