"""A process that goes on as another program heeds who tells it to end, whenever that is."""

from __future__ import annotations

import subprocess
import sys

import pytest

TEMPLATE = """
import os, signal, threading
from escrutinio.web import replacing
ending = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ending.set())
if {early}:
    os.kill(os.getpid(), signal.SIGTERM)
else:
    real = os.execv
    os.execv = lambda *how: (os.kill(os.getpid(), signal.SIGTERM), real(*how))
then = "import signal; signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM]); print('on')"
replacing.go_on_as(["-c", then], ending.is_set)
"""


@pytest.mark.parametrize(("early", "code"), [(True, 0), (False, -15)])
def test_a_signal_before_or_while_it_is_replaced_ends_it(early: bool, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TEMPLATE.format(early=early)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, ""), done.stderr


def test_without_one_it_goes_on() -> None:
    text = TEMPLATE.replace("if {early}:", "if False:").replace("os.kill(os.getpid(), signal.SIGTERM), ", "")
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "on\n"
