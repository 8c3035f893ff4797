import { detailOf, rowOf, scripts, tally, text, verdictOf } from './data.js';
import { html } from './html.js';
import { Bar, code, Counts } from './parts.js';
import { address } from './route.js';
import { Sides } from './scripts.js';

const kExamples = 2;

/** Scripts of one verdict, by what is said of them; the most frequent first. */
function causes(row, verdict, nameOf) {
  const found = new Map();
  for (const script of scripts) {
    if (verdictOf(row, script) === verdict) {
      const name = nameOf(detailOf(row, script));
      found.set(name, [...(found.get(name) ?? []), script]);
    }
  }
  return [...found].sort(([, a], [, b]) => b.length - a.length);
}

function Example({ row, script }) {
  return html`<li><p><a href=${address('script', script.id, { subject: row.key })}>${script.id}</a></p><p>${script.summary}</p><${Sides} row=${row} script=${script} /></li>`;
}

function Cause({ row, name, some }) {
  const item = (script) => html`<${Example} row=${row} script=${script} />`;
  return html`<article class="cause">
    <h3>${code(name)} <span class="dim">${some.length} ${some.length === 1 ? 'script' : 'scripts'}</span></h3>
    <ul class="listed">${some.slice(0, kExamples).map(item)}</ul>
    ${some.length > kExamples && html`<details><summary>${some.length - kExamples} more</summary><ul class="listed">${some.slice(kExamples).map(item)}</ul></details>`}
  </article>`;
}

function Causes({ row, title, says, verdict, nameOf }) {
  const found = causes(row, verdict, nameOf);
  return found.length > 0 && html`<section><h2>${title}</h2><p class="dim">${says}</p>${found.map(([name, some]) => html`<${Cause} row=${row} name=${name} some=${some} />`)}</section>`;
}

const reason = (detail) => text(detail.reason);
const differs = (detail) => (detail.aspect ? `${detail.aspect}: ${text(detail.what)}` : 'Does not differ, although it is listed as a known divergence');

export function Subject({ rest }) {
  const row = rowOf.get(rest);
  if (!row) return html`<h1>No such subject</h1><p><a href="#/">All subjects</a></p>`;
  const counts = tally(row, scripts);
  return html`
    <h1>Where ${row.subject} differs from asyncio</h1>
    <p class="lead">It is held to what CPython ${row.release} does, in: ${row.aspects}.${row.recorded !== row.release && ` That release is not recorded: ${row.recorded} stands for it.${row.differs ? ` Known to differ: ${row.differs}.` : ''}`}</p>
    <${Bar} of=${counts} />
    <p><${Counts} of=${counts} words /> of ${counts.all} scripts · <a href=${address('scripts', '', { subject: row.key })}>all of its scripts</a></p>
    ${counts.f + counts.k + counts.e === 0 && html`<p>It differs nowhere in what was compared.</p>`}
    <${Causes} row=${row} verdict="f" nameOf=${differs} title="Failures" says="It does something else than CPython, and nobody has listed why. By what differs first." />
    <${Causes} row=${row} verdict="e" nameOf=${reason} title="Without an answer" says="The question could not be asked, or the subject broke." />
    <${Causes} row=${row} verdict="k" nameOf=${reason} title="Known differences, by reason" says="It does something else than CPython, as its list of known divergences says." />
    <${Causes} row=${row} verdict="u" nameOf=${reason} title="Not supported" says="It has no counterpart of what these scripts use." />`;
}
