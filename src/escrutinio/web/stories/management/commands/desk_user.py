"""``desk_user NAME --role ROLE``: somebody who may sign in at the desk."""

from __future__ import annotations

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from escrutinio.web.shared.roles import Role


class Command(BaseCommand):
    """Makes a user, or gives one another role or password; the password is kept nowhere but as a hash."""

    help = "Makes somebody who may sign in at the desk, or gives them another role or password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, role, and whether the password is asked for."""
        parser.add_argument("name")
        parser.add_argument("--role", choices=[role.value for role in Role], default=Role.REPORTER.value)
        parser.add_argument("--ask", action="store_true", help="ask for a password instead of making one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user; a password that was made is shown once.

        Raises:
            CommandError: the password is too weak, or was not typed twice alike.
        """
        name, role = options["name"].strip(), options["role"]
        if not name:
            raise CommandError("Enter a user name.")
        user = User.objects.filter(username=name).first() or User(username=name)
        password = self._asked(user) if options["ask"] else secrets.token_urlsafe(15)
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get_or_create(name=role)[0]])
        self.stdout.write(f"{name} may sign in at the desk as {role}.")
        if not options["ask"]:
            self.stdout.write(f"Password, shown this once: {password}")

    def _asked(self, user: User) -> str:
        if not sys.stdin.isatty():
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = getpass.getpass("Password: ")
            if getpass.getpass("Once more: ") != password:
                raise CommandError("The passwords do not match; nothing was changed.")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password
