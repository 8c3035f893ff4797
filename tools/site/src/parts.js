import { clauses, verdicts } from './data.js';
import { html } from './html.js';
import { address } from './route.js';

export function Verdict({ of }) {
  const verdict = verdicts[of];
  return verdict ? html`<span class="verdict v-${of}"><span aria-hidden="true">${verdict.mark}</span> ${verdict.name}</span>` : html`<span class="verdict">not asked</span>`;
}

/** "12 ✓ 3 ≈": counts with their shapes, for eyes; the words are for those who listen. */
export function Counts({ of, words }) {
  const there = ['p', 'f', 'e', 'k', 'u'].filter((key) => of[key]);
  return there.map((key) => html`<span class="n v-${key}" title=${`${of[key]} ${verdicts[key].name}`}><span aria-hidden="true">${of[key]}${verdicts[key].mark}${words ? ` ${verdicts[key].name}` : ''}</span><span class="sr">${of[key]} ${verdicts[key].name} </span></span>`);
}

export function Bar({ of }) {
  return html`<svg class="bar" viewBox="0 0 ${of.all || 1} 1" preserveAspectRatio="none" aria-hidden="true">
    ${['p', 'k', 'f', 'e', 'u'].reduce(({ at, parts }, key) => ({ at: at + of[key], parts: [...parts, html`<rect class="b-${key}" x=${at} width=${of[key]} height="1" />`] }), { at: 0, parts: [] }).parts}
  </svg>`;
}

export function Legend() {
  return html`<ul class="legend" aria-label="Verdicts">${Object.entries(verdicts).map(([key, { says }]) => html`<li><${Verdict} of=${key} /> ${says}</li>`)}</ul>`;
}

export function Clause({ id }) {
  const clause = clauses.get(id);
  return html`<div class="clause">
    <p><a href=${address('scripts', '', { clause: id })}><strong>${id}</strong></a> ${clause && html`<span class="dim">holds in ${clause.range === 'all' ? 'all releases' : clause.range}</span>`}</p>
    ${clause && html`<p>${code(clause.words)}</p>`}</div>`;
}

/** Text with `code` in it. */
export const code = (words) => words.split('`').map((part, i) => (i % 2 ? html`<code>${part}</code>` : part));

export function Region({ label, children, ...rest }) {
  return html`<div class="scroll" role="region" aria-label=${label} tabindex="0" ...${rest}>${children}</div>`;
}
