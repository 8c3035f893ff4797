// Values as scripts and traces have them (spec/script-format.md, Values; spec/trace-format.md, Canonical JSON).

/** The bytes that a value of a script stands for: text, or pieces. */
export function decodeBytes(value) {
  return typeof value === "string" ? Buffer.from(value, "latin1") : Buffer.concat(value.bytes.map(decodePiece));
}

function decodePiece(piece) {
  if (typeof piece === "string") return Buffer.from(piece, "latin1");
  if ("hex" in piece) return Buffer.from(piece.hex, "hex");
  return Buffer.concat(Array(piece.times).fill(decodePiece(piece.repeat)));
}

/** The one canonical form of bytes: runs of 32 or more equal bytes, and between them pieces of text and of other bytes. */
export function encodeBytes(buffer) {
  const pieces = [];
  const latin1 = buffer.toString("latin1");
  let position = 0;
  for (const run of latin1.matchAll(/(.)\1{31,}/gs)) {
    pieces.push(...plainPieces(latin1.slice(position, run.index)));
    pieces.push({ repeat: piece(run[1]), times: run[0].length });
    position = run.index + run[0].length;
  }
  pieces.push(...plainPieces(latin1.slice(position)));
  if (pieces.length === 0) return "";
  return pieces.length === 1 && typeof pieces[0] === "string" ? pieces[0] : { bytes: pieces };
}

const plainPieces = (text) => (text.match(/[\x20-\x7e\t\n\r]+|[^\x20-\x7e\t\n\r]+/g) ?? []).map(piece);
const piece = (text) => (/^[\x20-\x7e\t\n\r]/.test(text) ? text : { hex: Buffer.from(text, "latin1").toString("hex") });

/** What a call returned: bytes, nothing, a boolean, or an error. */
export function encode(value, encodeError) {
  if (value === undefined || value === null) return null;
  if (Buffer.isBuffer(value)) return encodeBytes(value);
  return value instanceof Error ? { error: encodeError(value) } : value;
}
