// What data.js holds (harness/site/src/site_data.cpp), as objects.
const raw = window.STREAMSPEC;

export const releases = raw.releases;
export const problems = raw.problems;
export const layers = ['reader', 'writer', 'wire'];
export const text = (number) => (number === undefined ? '' : raw.texts[number]);

export const verdicts = {
  f: { name: 'fail', mark: '✗', says: 'differs from CPython, and nobody expected it' },
  e: { name: 'error', mark: '!', says: 'there is no answer' },
  k: { name: 'known', mark: '≈', says: 'differs from CPython, as is listed with a reason' },
  u: { name: 'unsupported', mark: '○', says: 'lacks what the script needs' },
  p: { name: 'pass', mark: '✓', says: 'does what CPython does' },
};

export const scripts = raw.scripts.map(([id, layer, summary, clauses, objects, actions, own, variants], number) => ({
  number,
  id,
  group: id.slice(0, id.indexOf('/')),
  layer: layers[layer],
  summary,
  clauses,
  objects,
  actions,
  own,
  variants,
  words: `${id} ${summary} ${clauses.join(' ')}`.toLowerCase(),
}));
export const scriptOf = new Map(scripts.map((script) => [script.id, script]));
export const groups = [...new Set(scripts.map((script) => script.group))];
export const clauses = new Map(
  Object.entries(raw.clauses).map(([id, [range, words, holds]]) => [id, { id, range, words, holds }]),
);

export const rows = raw.rows.map((row, number) => ({ ...row, number, title: `${row.subject} as ${row.release}` }));
const taken = new Set();
for (const row of rows) {
  const plain = `${row.name}-${row.release}`.replace(/[^A-Za-z0-9.-]+/g, '-');
  row.key = plain;
  for (let more = 2; taken.has(row.key); ++more) row.key = `${plain}-${more}`;
  taken.add(row.key);
}
export const rowOf = new Map(rows.map((row) => [row.key, row]));

export const verdictOf = (row, script) => raw.verdicts[row.number][script.number];
export const detailOf = (row, script) => raw.details[`${row.number} ${script.number}`];
export const commandOf = (row, script) => row.command.replace('\n', script.id);

export function tally(row, some) {
  const counts = { p: 0, f: 0, e: 0, k: 0, u: 0, all: 0 };
  for (const script of some) {
    const verdict = verdictOf(row, script);
    if (verdict !== '-') {
      ++counts[verdict];
      ++counts.all;
    }
  }
  return counts;
}

/** The variant of a script that a release shows, and its place among them; `unseen` where it may be the host that lacks something. */
export function variantOf(script, release) {
  const number = releases.indexOf(release);
  const place = script.variants.findIndex(([of]) => of.includes(number));
  if (place < 0) return undefined;
  const [of, trace, hosted] = script.variants[place];
  return { place, releases: of.map((each) => releases[each]), trace, lacks: typeof trace === 'string' ? trace : '', unseen: Boolean(hosted?.includes(number)) };
}

/** A trace's setup and turns: how each ends, and its events. */
export function turnsOf(trace) {
  return trace.map((number) => {
    const [end, ...events] = raw.turns[number];
    return { end: text(end), events: events.map(eventOf) };
  });
}
function eventOf(number) {
  const [iteration, lane, ...words] = text(number).split('\t');
  return { iteration, lane, words: words.join('\t') };
}
export const actionsOf = (script, turn) => raw.turns[script.actions[turn]].map(text);

export const placeOf = (turn) => (turn < 0 ? 'setup' : `turn ${turn}`);

/** "3.6.15–3.11.7, 3.13.0" */
export function span(some) {
  const parts = [];
  for (let i = 0; i < some.length; ) {
    let last = i;
    while (last + 1 < some.length && releases.indexOf(some[last + 1]) === releases.indexOf(some[last]) + 1) ++last;
    parts.push(last > i + 1 ? `${some[i]}–${some[last]}` : some.slice(i, last + 1).join(', '));
    i = last + 1;
  }
  return parts.join(', ');
}

/** What a difference says: the first event that differs, on both sides. */
export function sidesOf(row, script) {
  const detail = detailOf(row, script);
  if (!detail || !detail.trace) return undefined;
  const golden = variantOf(script, row.recorded);
  const at = detail.turn + 1;
  const expected = turnsOf(golden.trace)[at];
  const seen = turnsOf(detail.trace)[at];
  const line = (turn, event, value) => {
    const found = turn && event !== undefined && turn.events[event];
    return found ? `${found.lane}: ${found.words}` : value !== undefined ? text(value) : 'nothing more happens';
  };
  return { expected: line(expected, detail.ei, detail.ev), seen: line(seen, detail.si, detail.sv) };
}
