"""The log of moderation can only be added to, whoever tries."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLE = "replies_logentry"
_SAYS = "the log is only added to"


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let the database refuse changes of the log."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE FUNCTION {_TABLE}_stays() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$ LANGUAGE plpgsql"
        )
        editor.execute(
            f"CREATE TRIGGER {_TABLE}_stays BEFORE UPDATE OR DELETE ON {_TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_stays()"
        )
    elif editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {_TABLE}_{act.lower()} BEFORE {act} ON {_TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
            )


def unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Undo it."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {_TABLE}_stays ON {_TABLE}")
        editor.execute(f"DROP FUNCTION {_TABLE}_stays()")
    elif editor.connection.vendor == "sqlite":
        for act in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {_TABLE}_{act}")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies: ClassVar = [("replies", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(guard, unguard)]
