"""Names are compared by what is seen of them, in all scripts."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from escrutinio.web.accounts.names import key_of


def compare_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Renew the keys of all names. Who has been there longest keeps the key; nobody loses a name."""
    readers = apps.get_model("accounts", "Reader")
    names = list(readers.objects.order_by("pk").values_list("pk", "name"))
    for number, _name in names:
        readers.objects.filter(pk=number).update(name_key=f"~{number}")
    taken: set[str] = set()
    for number, name in names:
        key = key_of(name)
        readers.objects.filter(pk=number).update(name_key=f"~{number}" if key in taken else key)
        taken.add(key)


class Migration(migrations.Migration):
    """Only data change."""

    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(compare_anew, migrations.RunPython.noop)]
