// An adapter for Node's streams: the example of one in another language than Python or C++. It has no dependencies:
//
//     node tools/adapters/node/adapter.mjs
//
// It speaks the adapter protocol: it reads requests from stdin and answers on stdout, one JSON text a line. Its first line, the hello, says what the subject
// is and which features it has (spec/script-format.md lists them); a script that needs another one is never sent to it.
//
// The files: this one speaks the protocol, player.mjs plays scripts and takes the trace down, reader.mjs is the subject, and
// values.mjs writes values as scripts and traces have them. Whoever has another reader replaces reader.mjs, and little else.
import { createInterface } from "node:readline";
import { Player, ROUNDS } from "./player.mjs";

const hello = {
  protocol: 1,
  name: "Node stream.Readable",
  version: process.versions.node,
  language: "JavaScript",
  layers: ["reader"],
  features: ["cancel", "exception", "limit", "readexactly", "set-exception", "transport"],
  aspects: ["result", "flow"],
  feeding: "push",
  idle: `rounds(${ROUNDS})`,
};

const say = (message) => process.stdout.write(JSON.stringify(message) + "\n");

// What a stream reports after nobody asks any more must not end the program: a script that is over has no say.
process.on("unhandledRejection", () => {});

say({ hello });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, script, bye } = JSON.parse(line);
  if (bye !== undefined) break;
  try {
    say({ id, trace: await new Player(script).play() });
  } catch (error) {
    say({ id, error: error.stack });
  }
}
