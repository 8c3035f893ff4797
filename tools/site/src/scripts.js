import { detailOf, placeOf, sidesOf, text, verdictOf, verdicts } from './data.js';
import { Filters, filtersOf, shownRows, shownScripts } from './filters.js';
import { html } from './html.js';
import { Verdict } from './parts.js';
import { address } from './route.js';

const kPage = 100;

export function Sides({ row, script }) {
  const sides = sidesOf(row, script);
  if (!sides) return null;
  const detail = detailOf(row, script);
  return html`<dl class="sides">
    <dt>CPython</dt><dd><code>${sides.expected}</code></dd>
    <dt>${row.name}</dt><dd><code>${sides.seen}</code></dd>
    <dt>differs in</dt><dd>${placeOf(detail.turn)}, ${detail.aspect}: ${text(detail.what)}</dd>
  </dl>`;
}

function Listed({ script, judged }) {
  return html`<li>
    <p><a href=${address('script', script.id, { subject: judged.length === 1 ? judged[0].key : '' })}>${script.id}</a> <span class="dim">${script.layer}</span></p>
    <p>${script.summary}</p>
    <p class="verdicts">${judged.map((row) => html`<a href=${address('script', script.id, { subject: row.key })}>${judged.length > 1 && `${row.name} ${row.release} `}<${Verdict} of=${verdictOf(row, script)} /></a> `)}</p>
    ${judged.length === 1 && html`<${Sides} row=${judged[0]} script=${script} />`}
  </li>`;
}

export function Scripts({ query }) {
  const filters = filtersOf(query);
  const some = shownScripts(filters);
  const judged = shownRows(filters);
  const order = Object.keys(verdicts);
  const rank = (script) => Math.min(...judged.map((row) => order.indexOf(verdictOf(row, script))).map((place) => (place < 0 ? order.length : place)));
  const sorted = [...some].sort((a, b) => rank(a) - rank(b) || a.number - b.number);
  const all = query.all === '1';
  return html`
    <h1>Scripts</h1>
    <${Filters} view="scripts" filters=${filters} count=${some.length} />
    <ul class="listed">${sorted.slice(0, all ? undefined : kPage).map((script) => html`<${Listed} key=${script.id} script=${script} judged=${judged} />`)}</ul>
    ${!all && sorted.length > kPage && html`<p><a href=${address('scripts', '', { ...filters, all: '1' })}>Show all ${sorted.length}</a></p>`}`;
}
