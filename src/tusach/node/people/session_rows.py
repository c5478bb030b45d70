"""Sessions in Django's own table, looked up by a plain statement and kept by a single one.

Every request looks its session up, and putting the statement together anew took longer than
carrying it out. What a session holds, how long and when it is over stays Django's affair.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, connection
from django.utils import timezone

_HELD = (
    "SELECT session_key, session_data, expire_date FROM django_session "
    "WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(db.SessionStore):
    """Django's sessions of the database."""

    def _get_session_from_db(self) -> Any:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        held = next(iter(self.model.objects.raw(_HELD, (self.session_key, now))), None)
        if held is None:
            self._session_key = None
        return held

    def save(self, must_create: bool = False) -> None:
        """Keep the session as it is now; one that was ended meanwhile stays ended."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        held = self.model.objects.filter(session_key=row.session_key)
        try:
            kept = held.update(session_data=row.session_data, expire_date=row.expire_date)
        except DatabaseError as fault:
            raise UpdateError from fault
        if not kept:
            raise UpdateError
