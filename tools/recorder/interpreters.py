"""Finding Python interpreters: in pyenv's folder of versions, on PATH, the system's own, and Pyodide's."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from recorder import PROJECT
from recorder.releases import version_key

SYSTEM_PYTHON = "/usr/bin/python3"
PYODIDE = PROJECT / "tools" / "adapters" / "pyodide"
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
    return None if _pyodide_lacks(release) else str(_pyodide(release))


def why_not_found(release):
    """What would make an interpreter of this release be found, where more can be said than that it is not here."""
    return _pyodide_lacks(release) if _pyodide(release) else None


def _pyodide(release):
    """The command that runs this release in Node, whether or not it can be run; None where Pyodide does not have it."""
    command = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))["interpreters"].get(release)
    return command and PYODIDE / command


def _pyodide_lacks(release):
    """Why Pyodide cannot run this release; None where it can. Nothing is run: the lock file pins what is installed."""
    command = _pyodide(release)
    if command is None:
        return "Pyodide does not have it"
    if not shutil.which("node"):
        return "Pyodide would run it, but node is missing"
    if not (PYODIDE / "node_modules" / command.name.replace("python", "pyodide-") / "package.json").exists():
        missing = "" if shutil.which("npm") else ", but npm is missing"
        return f"npm ci --prefix {os.path.relpath(str(PYODIDE))} installs Pyodide, which runs it{missing}"
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
