import { clauses, releases, scripts, turnsOf, variantOf } from './data.js';
import { align } from './align.js';
import { html } from './html.js';
import { code } from './parts.js';
import { address } from './route.js';

/** Scripts that two releases play differently; those that only one can play too. */
function changes(from, to) {
  return scripts.map((script) => ({ script, before: variantOf(script, from), after: variantOf(script, to) }))
    .filter(({ before, after }) => before && after && before.place !== after.place && !(before.lacks && after.lacks) && !before.unseen && !after.unseen);
}

function first({ before, after }) {
  if (before.lacks || after.lacks) return [before.lacks ? `cannot be played: no ${before.lacks}` : 'can be played', after.lacks ? `cannot be played: no ${after.lacks}` : 'can be played'];
  const [lefts, rights] = [turnsOf(before.trace), turnsOf(after.trace)];
  const same = (a, b) => a.lane === b.lane && a.words === b.words && a.iteration === b.iteration;
  const line = (event) => (event ? `${event.iteration}  ${event.lane}: ${event.words}` : 'nothing');
  for (let i = 0; i < Math.max(lefts.length, rights.length); ++i) {
    const [left, right] = [lefts[i] ?? { end: '', events: [] }, rights[i] ?? { end: '', events: [] }];
    const pair = align(left.events, right.events, same).find(([, , equal]) => !equal);
    if (pair) return [line(left.events[pair[0]]), line(right.events[pair[1]])];
    if (left.end !== right.end) return [left.end, right.end];
  }
  return ['', ''];
}

function fate(clause, from, to) {
  const [before, after] = [from, to].map((release) => clause.holds[releases.indexOf(release)] === '1');
  return before === after ? '' : after ? `holds from then on (${clause.range})` : `no longer holds (${clause.range})`;
}

function Entry({ id, some, from, to }) {
  const clause = clauses.get(id);
  const became = clause && fate(clause, from, to);
  const item = (change) => {
    const [was, is] = first(change);
    return html`<li><p><a href=${address('script', change.script.id, { from, to })}>${change.script.id}</a></p><p>${change.script.summary}</p>
      <dl class="sides"><dt>${from}</dt><dd><code>${was}</code></dd><dt>${to}</dt><dd><code>${is}</code></dd></dl></li>`;
  };
  return html`<article class="cause"><h3>${id}${became && html` <em>${became}</em>`} <span class="dim">${some.length} ${some.length === 1 ? 'script' : 'scripts'}</span></h3>
    ${clause && html`<p>${code(clause.words)}</p>`}
    <ul class="listed">${some.slice(0, 2).map(item)}</ul>
    ${some.length > 2 && html`<details><summary>${some.length - 2} more</summary><ul class="listed">${some.slice(2).map(item)}</ul></details>`}</article>`;
}

export function Drift({ query }) {
  const from = releases.includes(query.from) ? query.from : releases.at(-2) ?? releases[0];
  const to = releases.includes(query.to) ? query.to : releases.at(-1);
  const found = changes(from, to);
  // A change belongs to those of its clauses that hold in one of the releases only; where there are none, to all of them.
  const entries = new Map();
  for (const change of found) {
    const deciding = change.script.clauses.filter((id) => clauses.has(id) && fate(clauses.get(id), from, to));
    for (const id of deciding.length ? deciding : change.script.clauses) entries.set(id, [...(entries.get(id) ?? []), change]);
  }
  const decided = (id) => Boolean(clauses.has(id) && fate(clauses.get(id), from, to));
  const order = [...entries].sort(([a], [b]) => decided(b) - decided(a) || a.localeCompare(b));
  const pick = (label, key, value) => html`<div><label for=${`d-${key}`}>${label}</label><select id=${`d-${key}`} value=${value} onChange=${(event) => { location.hash = address('drift', '', { from, to, [key]: event.target.value }); }}>
    ${releases.map((release) => html`<option value=${release} selected=${release === value}>${release}</option>`)}</select></div>`;
  return html`<h1>What changed from CPython ${from} to ${to}</h1>
    <p class="lead">Told from recorded traces alone; no subject of this report has a part in it.</p>
    <form class="filters" onSubmit=${(event) => event.preventDefault()}>${pick('From', 'from', from)}${pick('To', 'to', to)}
      <p class="count" role="status">${found.length} of ${scripts.length} scripts differ</p></form>
    <details open=${!query.from}><summary>How many scripts differ, release by release</summary><ul>${releases.slice(1).map((release, i) => html`<li><a href=${address('drift', '', { from: releases[i], to: release })}>${releases[i]} → ${release}</a>: ${changes(releases[i], release).length}</li>`)}</ul></details>
    <h2>By clause</h2>
    ${order.length === 0 && html`<p>Nothing that a script shows.</p>`}
    ${order.map(([id, some]) => html`<${Entry} key=${id} id=${id} some=${some} from=${from} to=${to} />`)}`;
}
