"""A time-stamp authority on this machine: OpenSSL answers, under a root of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from odd_server import Handler, odd_server

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Authority of a test
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[own]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[stamps]
serial = {place}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
"""
_ON_CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority:
    """Its certificates, and how it answers."""

    def __init__(self, place: Path, name: str = "root") -> None:
        place.mkdir()
        self.place = place
        self.root, self.own = place / "root.pem", place / "own.pem"
        (place / "config").write_text(CONFIG.format(place=place), encoding="utf-8")
        config = ("-config", place / "config")
        root_key, own_key = place / "root.key", place / "own.key"
        subject = ("-subj", f"/CN={name}", "-days", "30", "-extensions", "root")
        openssl("req", "-x509", *_ON_CURVE, "-keyout", root_key, "-out", self.root, *subject, *config)
        openssl("req", *_ON_CURVE, "-keyout", own_key, "-out", place / "own.csr", *config)
        signed_by = ("-CA", self.root, "-CAkey", root_key, "-set_serial", "2", "-days", "20")
        extensions = ("-extfile", place / "config", "-extensions", "own")
        openssl("x509", "-req", "-in", place / "own.csr", *signed_by, *extensions, "-out", self.own)

    def reply(self, query: bytes, *chain: Path) -> bytes:
        """The answer to a query; with a chain of certificates, where one is given."""
        (self.place / "query").write_bytes(query)
        what = ("-queryfile", self.place / "query", "-signer", self.own, "-inkey", self.place / "own.key")
        where = ("-config", self.place / "config", "-section", "stamps", "-out", self.place / "answer")
        openssl("ts", "-reply", *what, *where, *(word for file in chain for word in ("-chain", file)))
        return (self.place / "answer").read_bytes()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address, as long as the block."""

        def answer(handler: Handler) -> None:
            handler.whole(
                self.reply(handler.server.bodies[-1]), {"Content-Type": "application/timestamp-reply"}
            )

        with odd_server() as server:
            server.pages["/stamp"] = answer
            yield server.url("/stamp")


def openssl(*words: object) -> None:
    """Run OpenSSL."""
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
