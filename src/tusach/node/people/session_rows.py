"""Sessions in Django's own table, each looked up and kept by one plain statement.

Every request of the desk does both, and putting the statement together anew took longer than
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
_KEEP = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(db.SessionStore):
    """Django's sessions of the database."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return Django's own table."""
        return db.SessionStore.get_model_class()

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
        row = self.create_model_instance(self._get_session())
        until = connection.ops.adapt_datetimefield_value(row.expire_date)
        try:
            with connection.cursor() as cursor:
                cursor.execute(_KEEP, (row.session_data, until, row.session_key))
                kept = cursor.rowcount
        except DatabaseError as fault:
            raise UpdateError from fault
        if not kept:
            raise UpdateError
