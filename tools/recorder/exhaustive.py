"""Recording what CPython does with every script of a universe: a digest for each block of them."""

import json
import subprocess
import time

from recorder import BadInput
from recorder.canonical import canonical
from recorder.driver_process import DriverFailed, ScriptFailed
from recorder.releases import version_key
from recorder.trace_files import write_atomically

UNIVERSES = ("reader", "calls", "writer")
SAVE_AFTER = 30  # seconds


class Enumeration:
    """What `streamspec` says of a universe, and the requests for its blocks, one after the other."""

    def __init__(self, streamspec, root, universe, first=0, shard="1/1"):
        command = [str(streamspec), "explore", "--exhaustive", "--requests", "--universe", universe, "--from", str(first),
                   "--shard", shard, "--spec", str(root / "spec"), "--traces", str(root / "traces")]
        try:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        except OSError as error:
            raise BadInput(f"{streamspec}: cannot be run ({error}); build it, or name it by --streamspec")
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise BadInput(f"{streamspec} does not know the universe {universe}")
        facts = json.loads(line.decode("utf-8"))
        self.universe, self.digest, self.block, self.blocks = (facts[key] for key in ("universe", "digest", "block", "blocks"))

    def requests(self):
        """Pairs of a block's number and what a driver is asked of it."""
        for line in self._process.stdout:
            request = json.loads(line.decode("utf-8"))
            yield request["id"], request["digest"]

    def close(self):
        self._process.stdout.close()
        self._process.terminate()
        self._process.wait()


class BlockFile:
    """traces/exhaustive/UNIVERSE.json: the digests of all blocks, by release."""

    def __init__(self, universe, digest, block):
        self.universe = universe
        self.digest = digest
        self.block = block
        self.recordings = {}
        self.blocks = {}

    @classmethod
    def read(cls, path):
        """The file as it stands, or None where there is none."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            self = cls(content["universe"], content["digest"], content["block"])
            self.recordings = content["recordings"]
            self.blocks = content["blocks"]
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{path}: is no file of digests ({error!r}); remove it and record again")
        return self

    def is_of(self, enumeration):
        return (self.digest, self.block) == (enumeration.digest, enumeration.block)

    def write(self, path):
        releases = sorted(self.recordings, key=version_key)
        recordings = ",\n  ".join(f"{canonical(release)}:{canonical(self.recordings[release])}" for release in releases)
        blocks = ",\n  ".join(f"{canonical(release)}:[\n   " + ",\n   ".join(map(canonical, self.blocks[release])) + "]"
                              for release in releases)
        write_atomically(path, f'{{"universe":{canonical(self.universe)},\n "digest":{canonical(self.digest)},\n "block":{self.block},\n'
                               f' "recordings":{{\n  {recordings}}},\n "blocks":{{\n  {blocks}}}}}\n')


class ExhaustiveRecording:
    """One universe and one subject."""

    def __init__(self, root, streamspec, universe, subject, say):
        self._root = root
        self._streamspec = streamspec
        self._universe = universe
        self._subject = subject
        self._say = say
        self._path = root / "traces" / "exhaustive" / f"{universe}.json"
        self._unfinished = self._path.with_name(f".{universe}.{subject.release}.unfinished.json")

    def record(self):
        """Goes on where an earlier recording was interrupted; the file changes once all blocks are there."""
        begun = BlockFile.read(self._unfinished)
        done = begun.blocks[self._subject.release] if begun else []
        enumeration = self._enumeration(first=len(done))
        try:
            if begun and not begun.is_of(enumeration):
                raise BadInput(f"{self._unfinished}: was begun with other scripts; remove it to begin again")
            digests = begun or BlockFile(enumeration.universe, enumeration.digest, enumeration.block)
            digests.blocks[self._subject.release] = done
            self._ask_for(enumeration, lambda block, digest: self._took(done, block, digest), digests)
        finally:
            enumeration.close()
        if len(done) != enumeration.blocks:
            digests.write(self._unfinished)
            raise BadInput(f"{self._universe}: {len(done)} of {enumeration.blocks} blocks were recorded; run it again to go on")
        whole = BlockFile.read(self._path)
        if whole is None or not whole.is_of(enumeration):
            whole = BlockFile(enumeration.universe, enumeration.digest, enumeration.block)
        whole.recordings[self._subject.release] = self._subject.provenance
        whole.blocks[self._subject.release] = done
        whole.write(self._path)
        if self._unfinished.exists():
            self._unfinished.unlink()
        return len(done)

    def check(self, shard):
        """The numbers of the blocks of a shard of which another digest is recorded."""
        recorded = BlockFile.read(self._path)
        enumeration = self._enumeration(shard=shard)
        try:
            if recorded is None or self._subject.release not in recorded.blocks:
                raise BadInput(f"{self._path}: nothing is recorded of {self._subject.release}")
            if not recorded.is_of(enumeration):
                raise BadInput(f"{self._path}: stale, the scripts of this universe are others now; record it again")
            blocks, differing, checked = recorded.blocks[self._subject.release], [], []

            def took(block, digest):
                checked.append(block)
                if blocks[block] != digest:
                    differing.append(block)

            self._ask_for(enumeration, took)
        finally:
            enumeration.close()
        return checked, differing

    def _enumeration(self, **part):
        return Enumeration(self._streamspec, self._root, self._universe, **part)

    def _took(self, done, block, digest):
        if block != len(done):
            raise BadInput(f"{self._universe}: block {block} came where {len(done)} was expected")
        done.append(digest)

    def _ask_for(self, enumeration, took, digests=None):
        driver = self._subject.start()
        try:
            if not driver.hello.get("digests"):
                raise BadInput(f"{self._subject.python}: its driver gives no digests")
            if digests:
                digests.recordings[self._subject.release] = self._subject.provenance
            saved = began = time.monotonic()
            for count, (block, batch) in enumerate(enumeration.requests(), 1):
                took(block, driver.digest(batch))
                if digests and time.monotonic() > saved + SAVE_AFTER:
                    saved = time.monotonic()
                    digests.write(self._unfinished)
                    rate = count * enumeration.block / (saved - began)
                    self._say(f"{self._universe}: block {block + 1} of {enumeration.blocks}, {rate:.0f} scripts/s, "
                              f"{(enumeration.blocks - block - 1) * enumeration.block / rate:.0f} s left")
            driver.close()
        except (DriverFailed, ScriptFailed) as error:
            if digests and digests.blocks[self._subject.release]:
                digests.write(self._unfinished)
            raise BadInput(f"{self._universe}, CPython {self._subject.release}: the driver {error}")
        except BaseException:
            if digests and digests.blocks[self._subject.release]:
                digests.write(self._unfinished)
            driver.kill()
            raise
