// Plays one script, and takes down what was observable.
import { setImmediate as nextRound } from "node:timers/promises";
import { Reader } from "./reader.mjs";
import { decodeBytes, encode } from "./values.mjs";

/** Nobody can ask Node whether it is idle: so many rounds of its loop in which nothing was noted count as that. */
export const ROUNDS = 20;

/** What a script's exception is: an Error that knows the name of the class that the script asked for. */
class ScriptError extends Error {
  constructor(name, { class: type, args = [] }) {
    super(args.map((arg) => arg.str ?? String(arg)).join(", "));
    Object.assign(this, { name: type, scriptName: name, args });
  }
}

/** Raised where a task was cancelled: what Node calls an AbortError is told as CancelledError. */
class CancelledError extends Error {
  name = "CancelledError";
}

const isCancellation = (error) => error.name === "CancelledError";

const AWAITING = ["read", "readexactly", "yield", "join"];
const SILENT = ["start"]; // leave no event unless they raise

export class Player {
  #script;
  #objects = new Map();
  #tasks = new Map();
  #turns = [];
  #events = [];
  #setup = this.#events;
  #iteration = 0;
  #noted = 0;
  #errors = new Map();
  #stopAtCancellations = false;

  constructor(script) {
    this.#script = script;
  }

  async play() {
    this.#makeObjects();
    for (const turn of this.#script.turns) {
      await this.#playTurn(turn);
    }
    const trace = { setup: this.#setup, turns: this.#turns };
    for (const task of this.#tasks.values()) task.controller.abort(); // What still waits is let go.
    return trace;
  }

  // Turns

  async #playTurn({ do: actions, run = "idle" }) {
    this.#events = [];
    this.#iteration = 0;
    for (const action of actions) this.#act("turn", action);
    for (let quiet = 0; quiet < ROUNDS && this.#iteration !== run; ++this.#iteration) {
      const noted = this.#noted;
      await nextRound();
      quiet = this.#noted === noted ? quiet + 1 : 0;
    }
    this.#turns.push({ events: this.#events, iterations: this.#iteration, state: this.#state() });
  }

  #state() {
    const readers = {};
    for (const [name, object] of [...this.#objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (object instanceof Reader) readers[name] = { exception: this.#encode(object.exception) };
    }
    const pending = [...this.#tasks].filter(([, task]) => !task.done).map(([name]) => name);
    return { pending, readers };
  }

  // Objects. Exceptions and transports are made first, as readers may need them.

  #makeObjects() {
    const declared = Object.entries(this.#script.objects).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, object] of declared) {
      if (object.type === "exception") this.#objects.set(name, new ScriptError(name, object));
      if (object.type === "transport") this.#objects.set(name, this.#makeTransport(name, object));
    }
    for (const [name, object] of declared) {
      if (object.type === "reader") {
        this.#try("turn", "create", undefined, () => {
          this.#objects.set(name, new Reader({ limit: object.limit, transport: this.#objects.get(object.transport) }));
        }, true);
      }
    }
  }

  /** It only notes what it is told. */
  #makeTransport(name, { pausable = true, pause_raises, resume_raises }) {
    const told = (call, error) => {
      this.#note({ transport: name, call, ...(error && { raised: this.#encodeError(error) }) });
      if (error) throw error;
    };
    const unpausable = Object.assign(new Error(""), { name: "NotImplementedError" });
    return {
      pause_reading: () => told("pause_reading", pausable ? this.#objects.get(pause_raises) : unpausable),
      resume_reading: () => told("resume_reading", this.#objects.get(resume_raises)),
    };
  }

  // Actions: done at once. Each returns the error that it raised, if any.

  #act(by, action) {
    const verb = Object.keys(action).find((key) => key in this.#actions);
    if (!verb) throw new Error(`this adapter knows no verb in ${JSON.stringify(action)}`);
    const on = this.#readerName(verb, action);
    if (on !== undefined && !this.#objects.has(on)) return undefined; // It was not made: the action is left out.
    return this.#try(by, verb, on, () => this.#actions[verb](action[verb], action, this.#objects.get(on)), SILENT.includes(verb));
  }

  #actions = {
    feed_data: (data, _, reader) => reader.feed_data(decodeBytes(data)),
    feed_eof: (_, __, reader) => reader.feed_eof(),
    set_exception: (name, _, reader) => reader.set_exception(this.#objects.get(name)),
    set_transport: (name, _, reader) => reader.set_transport(this.#objects.get(name) ?? null),
    exception: (_, __, reader) => reader.exception,
    start: (name, action) => this.#start(name, action),
    cancel: (name) => this.#cancel(name),
    cancel_all: () => {
      this.#stopAtCancellations = true;
      for (const name of this.#tasks.keys()) this.#cancel(name);
    },
    raise: (name) => {
      throw this.#objects.get(name);
    },
  };

  #try(by, call, on, action, silent = false) {
    try {
      const value = action();
      if (!silent) this.#noteCall(by, call, on, { returned: this.#encode(value) });
      return undefined;
    } catch (error) {
      this.#noteCall(by, call, on, { raised: this.#encodeError(error) });
      return error;
    }
  }

  #readerName(verb, action) {
    if (!["feed_data", "feed_eof", "set_exception", "set_transport", "exception", "read", "readexactly"].includes(verb)) return undefined;
    return action.on ?? Object.keys(this.#script.objects).find((name) => this.#script.objects[name].type === "reader");
  }

  // Tasks: an async function each, with an AbortController that cancels what it waits for.

  #start(name, action) {
    const task = { controller: new AbortController(), done: false };
    this.#tasks.set(name, task);
    task.promise = Promise.resolve().then(() => {
      if (task.controller.signal.aborted) throw new CancelledError(); // before its first step
      return this.#runBody(name, task, action);
    });
    task.promise
      .then(() => ({ ended: "returned" }), (error) => this.#endOf(error))
      .then((end) => {
        task.done = true;
        this.#note({ task: name, ...end });
      });
  }

  #endOf(error) {
    return isCancellation(error) ? { ended: "cancelled" } : { ended: "raised", error: this.#encodeError(error) };
  }

  #cancel(name) {
    const task = this.#tasks.get(name);
    if (!task || task.done) return false;
    task.controller.abort();
    return true;
  }

  async #runBody(name, task, { body, on_error = "stop", on_cancel = "stop" }) {
    for (const step of body) {
      const verb = AWAITING.find((each) => each in step);
      const error = verb ? await this.#await(name, task, verb, step) : this.#act(name, step);
      if (error === undefined) continue;
      const goesOn = isCancellation(error) ? on_cancel === "continue" && !this.#stopAtCancellations : on_error === "continue";
      if (!goesOn) throw error;
    }
  }

  async #await(by, task, verb, step) {
    const on = this.#readerName(verb, step);
    if (on !== undefined && !this.#objects.has(on)) return undefined;
    try {
      const value = await this.#awaiting[verb](step[verb], task.controller.signal, this.#objects.get(on));
      this.#noteCall(by, verb, on, { returned: this.#encode(value) });
      return undefined;
    } catch (error) {
      const raised = error.name === "AbortError" ? new CancelledError() : error;
      if (task.controller.signal.aborted) task.controller = new AbortController(); // The next wait can be cancelled anew.
      this.#noteCall(by, verb, on, { raised: this.#encodeError(raised) });
      return raised;
    }
  }

  #awaiting = {
    read: (size, signal, reader) => reader.read(size ?? -1, signal),
    readexactly: (size, signal, reader) => reader.readexactly(size, signal),
    yield: async (times, signal) => {
      for (let i = 0; i < times; ++i) await nextRound(undefined, { signal });
    },
    join: async (name, signal) => {
      signal.addEventListener("abort", () => this.#cancel(name)); // As in Python, whoever joins passes a cancellation on.
      await this.#tasks.get(name)?.promise;
    },
  };

  // The trace

  #note(event) {
    this.#events.push({ ...event, i: this.#iteration });
    ++this.#noted;
  }

  #noteCall(by, call, on, outcome) {
    this.#note({ by, call, ...(on !== undefined && { on }), ...outcome });
  }

  #encode(value) {
    return encode(value, (error) => this.#encodeError(error));
  }

  /** An error in full, with a number by identity: the script's own are known by the name that it gave them. */
  #encodeError(error) {
    if (!this.#errors.has(error)) {
      const unnamed = [...this.#errors.values()].filter((id) => id.startsWith("#")).length;
      this.#errors.set(error, error.scriptName ?? `#${unnamed + 1}`);
    }
    const args = error.args ?? (error.message ? [{ str: error.message }] : []);
    const attributes = args.length > 1 && Number.isInteger(args[0]) ? { attributes: { errno: args[0] } } : {};
    return { id: this.#errors.get(error), type: error.name, text: error.message, args, ...attributes };
  }
}
