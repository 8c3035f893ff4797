// A Python interpreter: CPython compiled to WebAssembly, by Pyodide in Node. Run by python3.14 and python3.15 in this folder.
//
//     node run.mjs 3.14|3.15 SCRIPT [ARGUMENT …]
//
// stdin, stdout and stderr are those of this process, so that tools/streams_driver.py answers JSON lines as it does in every
// other interpreter. Sockets cannot be opened there, and the driver says so.
import { readSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const [release, script, ...more] = process.argv.slice(2);
if (!["3.14", "3.15"].includes(release) || !script) {
  complain("usage: node run.mjs 3.14|3.15 SCRIPT [ARGUMENT …]");
}

const { loadPyodide } = await import(`pyodide-${release}`).catch(() =>
  complain(`Pyodide is not installed; this installs it: npm ci --prefix ${HERE}`),
);
const python = await loadPyodide();

// Both ends block, as they do for a program of its own: nothing else happens in this process while Python waits for a line.
python.setStdin({ read: (buffer) => untilReady(() => readSync(0, buffer)) });
python.setStdout({ write: (buffer) => untilReady(() => writeSync(1, buffer)) });
python.setStderr({ write: (buffer) => untilReady(() => writeSync(2, buffer)) });

python.mountNodeFS("/script", dirname(resolve(script)));
python.globals.set("argv", python.toPy([`/script/${script.split("/").pop()}`, ...more]));
// Pyodide has made JavaScript's event loop the running one of this thread. It is forgotten, so that asyncio is as in a new
// process: no loop is running, none is set, and the default policy is not made yet.
const status = python.runPython(`
import asyncio, runpy, sys, traceback
asyncio._set_running_loop(None)
asyncio.events._event_loop_policy = None
sys.dont_write_bytecode = True
sys.path.insert(0, "/script")
sys.argv = list(argv)
status = 0
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    status = end.code or 0
except BaseException:
    traceback.print_exc()
    status = 1
status
`);
process.exit(status);

function untilReady(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

function complain(text) {
  console.error(text);
  process.exit(2);
}
