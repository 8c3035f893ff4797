import { commandOf, detailOf, releases, rowOf, rows, scriptOf, span, text, variantOf, verdictOf } from './data.js';
import { html } from './html.js';
import { Clause, code, Verdict } from './parts.js';
import { address } from './route.js';
import { Sides } from './scripts.js';
import { Timeline } from './timeline.js';

function Judged({ row, script }) {
  const verdict = verdictOf(row, script);
  const detail = detailOf(row, script);
  const golden = variantOf(script, row.recorded);
  return html`
    <h2>${row.title}: <${Verdict} of=${verdict} /></h2>
    ${detail?.reason !== undefined && html`<p class="reason"><strong>${verdict === 'k' ? 'Known, because: ' : 'Because: '}</strong>${code(text(detail.reason))}</p>`}
    ${verdict === 'f' && !detail.aspect && html`<p class="reason">It does not differ, although it is listed as a known divergence: the list is to be mended.</p>`}
    ${detail?.trace && html`<div class="difference"><p><strong>First difference</strong></p><${Sides} row=${row} script=${script} />
      ${(detail.ev !== undefined || detail.sv !== undefined) && html`<p>The values of <code>${text(detail.what)}</code>: expected <code>${detail.ev === undefined ? '(nothing)' : text(detail.ev)}</code>, seen <code>${detail.sv === undefined ? '(nothing)' : text(detail.sv)}</code></p>`}</div>`}
    ${verdict !== '-' && html`<p>Reproduce: <code class="command">${commandOf(row, script)}</code></p>`}
    ${golden && !golden.lacks && html`<${Timeline} script=${script} left=${golden.trace} right=${detail?.trace} marks=${detail} timed=${row.aspects.includes('iterations')}
      titles=${[`expected: CPython ${row.recorded}`, `seen: ${row.subject}`]} />`}`;
}

function Compared({ script, from, to }) {
  const [a, b] = [variantOf(script, from), variantOf(script, to)];
  const lacking = [[from, a], [to, b]].filter(([, side]) => !side || side.lacks);
  return html`<h2>CPython ${from} and ${to}</h2>
    ${lacking.map(([release, side]) => html`<p>It cannot be played in ${release}: ${side ? `no ${side.lacks}` : 'not recorded'}.</p>`)}
    ${lacking.length === 0 && a.place === b.place && html`<p>Both do the same.</p>`}
    ${lacking.length === 0 ? html`<${Timeline} script=${script} left=${a.trace} right=${b.trace} titles=${[`CPython ${from}`, `CPython ${to}`]} timed=${true} />` : html`<${Played} script=${script} />`}`;
}

function Played({ script }) {
  const first = script.variants.find(([, trace]) => typeof trace !== 'string');
  return first && html`<h2>What CPython ${span(first[0].map((each) => releases[each]))} does</h2><${Timeline} script=${script} left=${first[1]} />`;
}

function Variants({ script }) {
  const played = script.variants.filter(([, trace]) => typeof trace !== 'string');
  const listed = (of) => span(of.map((each) => releases[each]));
  return html`<ul class="variants">${script.variants.map(([of, trace]) => html`<li>${listed(of)}: ${typeof trace === 'string'
    ? `cannot be played, for want of ${trace}`
    : played.length === 1 ? 'all do the same' : trace === played[0][1] ? 'one behaviour'
    : html`<a href=${address('script', script.id, { from: releases[played[0][0].at(-1)], to: releases[of[0]] })}>another behaviour: compare with ${releases[played[0][0].at(-1)]}</a>`}</li>`)}</ul>`;
}

export function Script({ rest, query }) {
  const script = scriptOf.get(rest);
  if (!script) return html`<h1>No such script</h1><p><a href="#/scripts">All scripts</a></p>`;
  const row = rowOf.get(query.subject) ?? (query.from ? undefined : rows.find((each) => 'fk'.includes(verdictOf(each, script))) ?? rows[0]);
  return html`
    <p class="crumbs"><a href="#/">Subjects</a> › <a href=${address('scripts', '', { group: script.group })}>${script.group}</a></p>
    <h1>${script.id}</h1>
    <p class="lead">${code(script.summary)}</p>
    <nav class="tabs" aria-label="Subjects on this script">${rows.map((each) => html`<a href=${address('script', script.id, { subject: each.key })} aria-current=${each === row ? 'true' : undefined}>${each.name} <span>${each.release}</span> <${Verdict} of=${verdictOf(each, script)} /></a>`)}</nav>
    <section><h2>What it shows</h2>${script.clauses.map((id) => html`<${Clause} id=${id} />`)}</section>
    <section><h2>In which releases</h2><${Variants} script=${script} /></section>
    <section><h2>Made at the start</h2><ul class="actions">${script.objects.map((object) => html`<li><code>${text(object)}</code></li>`)}</ul></section>
    ${row ? html`<${Judged} row=${row} script=${script} />` : query.from && query.to ? html`<${Compared} script=${script} from=${query.from} to=${query.to} />` : html`<${Played} script=${script} />`}`;
}
