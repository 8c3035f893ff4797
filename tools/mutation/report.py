"""The table, the survivors, and what only one script notices."""

AREAS = ("reader", "writer", "protocol", "functions")


class Report:
    """`results`: what was judged; `argued`: fault id → why it cannot be noticed."""

    def __init__(self, header, results, argued, script_ids=()):
        self._header = header
        self._results = sorted(results.values(), key=lambda result: (result["line"], result["id"]))
        self._script_ids = script_ids
        self._argued = argued
        self.survivors = [r for r in self._results if not r["noticed"] and r["id"] not in argued]
        self.refuted = [r for r in self._results if r["noticed"] and r["id"] in argued]
        self.missing = header["faults"] - len(results)

    def text(self):
        lines = [f"{self._header['subject']}: {len(self._results)} faults judged by {self._header['scripts']} scripts", ""]
        lines += self._table()
        lines += self._section("SURVIVORS: nothing notices these", map(_one_line, self.survivors))
        lines += self._section("REFUTED: listed as equivalent, but noticed",
                               (f"{_one_line(r)}  noticed by {', '.join(sorted(r['noticed']))}" for r in self.refuted))
        lines += self._only()
        if self._header["enough"] == 0:
            lines += self._section("Scripts that notice nothing", self._idle_scripts())
        if self.missing:
            lines += ["", f"NOT JUDGED: {self.missing} of {self._header['faults']} faults"]
        return "\n".join(lines) + "\n"

    def _table(self):
        yield f"{'':12}{'faults':>8}{'equivalent':>12}{'noticed':>9}{'survive':>9}{'score':>9}"
        for area in sorted({r["area"] for r in self._results}, key=lambda a: (AREAS.index(a) if a in AREAS else 99, a)) + ["all"]:
            own = [r for r in self._results if area in (r["area"], "all")]
            noticed = sum(bool(r["noticed"]) for r in own)
            argued = sum(not r["noticed"] and r["id"] in self._argued for r in own)
            observable = len(own) - argued
            score = f"{100 * noticed / observable:7.2f} %" if observable else "-"
            yield f"{area:12}{len(own):8}{argued:12}{noticed:9}{observable - noticed:9}{score:>9}"

    @staticmethod
    def _section(title, lines):
        lines = list(lines)
        return ["", f"{title} ({len(lines)})"] + ["  " + line for line in lines] if lines else []

    def _only(self):
        """For each script, the faults that it alone notices. Known where a run did not end at the first to notice."""
        if self._header["enough"] == 1:
            return []
        only = {}
        for result in self._results:
            if result["complete"] and len(result["noticed"]) == 1:
                only.setdefault(next(iter(result["noticed"])), []).append(result)
        lines = ["", f"Noticed by one script only ({sum(map(len, only.values()))} faults, {len(only)} scripts)"]
        for script, results in sorted(only.items()):
            lines.append(f"  {script}")
            lines += [f"    {_one_line(result)}" for result in results]
        return lines

    def _idle_scripts(self):
        noticing = {script for result in self._results for script in result["noticed"]}
        return sorted(set(self._script_ids) - noticing)


def _one_line(result):
    return f"{result['id']}  line {result['line']}: {result['before']}  →  {result['after']}"
