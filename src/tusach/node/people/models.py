"""The local tables: they hold ids from the ledger, never a name of a person."""

from django.db import models


class Login(models.Model):
    """The way in of one member of staff. An empty `password` waits for the one-time code."""

    staff_id = models.CharField(max_length=64, unique=True)
    username = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=200, blank=True)
    stamp = models.CharField(max_length=32)
    language = models.CharField(max_length=12, blank=True)
    disabled = models.BooleanField(default=False)

    objects: models.Manager["Login"]

    def __str__(self) -> str:
        return f"login {self.pk}"


class OneTimeCode(models.Model):
    """A code from whoever appoints, by which somebody logs in first and sets a password."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE)
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()

    objects: models.Manager["OneTimeCode"]

    def __str__(self) -> str:
        return f"one-time code {self.pk}"


class JoinCode(models.Model):
    """A code on the node's own screen, by which one phone joins the session that shows it."""

    login = models.ForeignKey(Login, on_delete=models.CASCADE)
    place_id = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    objects: models.Manager["JoinCode"]

    def __str__(self) -> str:
        return f"join code {self.pk}"


class ReaderPin(models.Model):
    """The PIN of a reader on this node; `tries` counts up before each check and locks at five."""

    reader_id = models.CharField(max_length=64, primary_key=True)
    pin = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)
    stamp = models.CharField(max_length=32)

    objects: models.Manager["ReaderPin"]

    def __str__(self) -> str:
        return "PIN of a reader"


class AccessLook(models.Model):
    """One look at private data: who, at whom or what, why, when."""

    at = models.DateTimeField(db_index=True)
    staff_id = models.CharField(max_length=64, db_index=True)
    place_id = models.CharField(max_length=64, blank=True)
    subject_id = models.CharField(max_length=64, db_index=True)
    why = models.CharField(max_length=40)

    objects: models.Manager["AccessLook"]

    def __str__(self) -> str:
        return f"look {self.pk}"


class Attempts(models.Model):
    """How often somebody tried something within a window; `key` is a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    objects: models.Manager["Attempts"]

    def __str__(self) -> str:
        return "attempts"
