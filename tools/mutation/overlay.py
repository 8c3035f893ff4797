"""A copy of an interpreter's package asyncio, made of links, in which one module can be another; it lives as long as the run."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from recorder import BadInput

ASK_PATH = "import asyncio.streams; print(asyncio.streams.__file__)"


class Overlay:
    """A folder for PYTHONPATH. Nothing is compiled into it for the module that changes, so that no old code is run."""

    def __init__(self, python):
        answer = subprocess.run([python, "-c", ASK_PATH], stdout=subprocess.PIPE, timeout=60)
        if answer.returncode:
            raise BadInput(f"{python} cannot import asyncio.streams")
        self._installed = Path(answer.stdout.decode().strip())
        self.source = self._installed.read_text(encoding="utf-8")
        self.folder = Path(tempfile.mkdtemp(prefix="streamspec-mutate-"))
        package = self.folder / "asyncio"
        package.mkdir()
        for path in self._installed.parent.glob("*.py"):
            if path != self._installed:
                os.symlink(str(path), str(package / path.name))
        self._module = package / self._installed.name

    def put(self, source):
        """Makes this the module's source."""
        self._module.write_text(source, encoding="utf-8")
        for compiled in (self.folder / "asyncio" / "__pycache__").glob(self._module.stem + ".*"):
            compiled.unlink()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(str(self.folder), ignore_errors=True)
