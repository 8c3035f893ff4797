// The subject: a stream.Readable, fed by hand.
//
//     feed_data      push(chunk). Where that returns false, the source has to pause: the transport is told
//     feed_eof       push(null)
//     set_exception  destroy(error)
//     read(n)        read(n) of what is buffered; where nothing is, after the next 'readable'. read(-1) collects until the end
//     readexactly    read(n), which is null until so many bytes are buffered, and at the end returns those that are left
//     limit          highWaterMark
//     cancel         an AbortSignal, given to whatever waits
import { EventEmitter, once } from "node:events";
import { Readable } from "node:stream";

export class Reader {
  #stream;
  #news = new EventEmitter();
  #transport;
  #paused = false;
  #ended = false;

  constructor({ limit = 65536, transport = null }) {
    this.#transport = transport;
    this.#stream = new Readable({ highWaterMark: limit, read: () => this.#wanted() });
    // One listener from the beginning: a new one for each wait would at once be told of what is known to be too little.
    this.#stream.on("readable", () => this.#news.emit("readable"));
    this.#stream.on("error", () => this.#news.emit("readable")); // Those who wait raise it; where nobody does, it is no crash.
  }

  get exception() {
    return this.#stream.errored;
  }

  feed_data(chunk) {
    if (!this.#stream.push(chunk) && this.#transport && !this.#paused) {
      this.#paused = true;
      this.#transport.pause_reading();
    }
  }

  feed_eof() {
    this.#ended = true;
    this.#stream.push(null);
  }

  set_exception(error) {
    this.#stream.destroy(error);
  }

  set_transport(transport) {
    this.#transport = transport;
  }

  async read(size, signal) {
    if (size < 0) return this.#readAll(signal);
    if (size === 0) return Buffer.alloc(0);
    return this.#take(() => this.#stream.read(Math.min(size, this.#stream.readableLength) || undefined), signal);
  }

  async readexactly(size, signal) {
    if (size === 0) return Buffer.alloc(0);
    return this.#take(() => this.#stream.read(size), signal);
  }

  async #readAll(signal) {
    const parts = [];
    for (;;) {
      const part = await this.#take(() => this.#stream.read(), signal);
      if (part.length === 0) return Buffer.concat(parts);
      parts.push(part);
    }
  }

  // What `read` returns once it is not null; no bytes at the end.
  async #take(read, signal) {
    for (;;) {
      signal.throwIfAborted();
      if (this.exception) throw this.exception;
      const data = read();
      if (data !== null) return data;
      if (this.#ended && this.#stream.readableLength === 0) return Buffer.alloc(0);
      await once(this.#news, "readable", { signal });
    }
  }

  // Node asks for more: less than highWaterMark is buffered.
  #wanted() {
    if (this.#paused) {
      this.#paused = false;
      this.#transport.resume_reading();
    }
  }
}
