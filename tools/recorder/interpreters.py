"""Finding Python interpreters: in pyenv's folder of versions, on PATH, and the system's own."""

import os
import shutil
import subprocess
from pathlib import Path

from recorder.releases import version_key

SYSTEM_PYTHON = "/usr/bin/python3"
ASK_VERSION = "import platform; print(platform.python_version())"


def pyenv_versions():
    """Version → interpreter for what pyenv has installed. Nothing is run: the folder's name is the version."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = {}
    for folder in sorted((root / "versions").glob("*")):
        python = folder / "bin" / "python3"
        if _is_version(folder.name) and os.access(python, os.X_OK):
            found[folder.name] = str(python)
    return found


def find(release):
    """The path of an interpreter of exactly this release, or None."""
    path = pyenv_versions().get(release)
    if path:
        return path
    minor = ".".join(release.split(".")[:2])
    for candidate in (shutil.which(f"python{minor}"), SYSTEM_PYTHON, shutil.which("python3")):
        if candidate and version_of(candidate) == release:
            return candidate
    return None


_versions = {}


def version_of(python):
    """What the interpreter says it is, or None where it does not run."""
    if python not in _versions:
        try:
            answer = subprocess.run([python, "-c", ASK_VERSION], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
            _versions[python] = answer.stdout.decode().strip() if answer.returncode == 0 else None
        except (OSError, subprocess.TimeoutExpired):
            _versions[python] = None
    return _versions[python]


def _is_version(text):
    try:
        version_key(text)
    except ValueError:
        return False
    return True
