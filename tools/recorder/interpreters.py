"""Finding Python interpreters: in pyenv's folder of versions, on PATH, and the system's own."""

import os
import shutil
import subprocess
from pathlib import Path

from recorder.releases import version_key

SYSTEM_PYTHON = "/usr/bin/python3"
ASK_VERSION = "import platform; print(platform.python_version())"


def find(release):
    """The path of an interpreter of exactly this release, or None."""
    path = _pyenv_versions().get(release)
    if path:
        return path
    minor = ".".join(release.split(".")[:2])
    for candidate in (SYSTEM_PYTHON, _on_path(f"python{minor}"), _on_path("python3")):
        if candidate and version_of(candidate) == release:
            return candidate
    return None


def _pyenv_root():
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def _pyenv_versions():
    """Version → interpreter for what pyenv has installed. Nothing is run: the folder's name is the version."""
    found = {}
    for folder in sorted((_pyenv_root() / "versions").glob("*")):
        python = folder / "bin" / "python3"
        if _is_version(folder.name) and os.access(str(python), os.X_OK):
            found[folder.name] = str(python)
    return found


def _on_path(name):
    """The command as PATH has it, without pyenv's shims: they are slow, and what they lead to was found already."""
    shims = str(_pyenv_root() / "shims")
    folders = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder != shims]
    return shutil.which(name, path=os.pathsep.join(folders))


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
