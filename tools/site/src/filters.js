import { clauses, groups, layers, releases, rows, scripts, variantOf, verdictOf, verdicts } from './data.js';
import { html } from './html.js';
import { address } from './route.js';

const kKeys = ['subject', 'layer', 'group', 'clause', 'release', 'verdict', 'text'];
export const filtersOf = (query) => Object.fromEntries(kKeys.map((key) => [key, query[key] || '']));

/** The rows that a filter leaves. */
export function shownRows({ subject, release }) {
  return rows.filter((row) => (!subject || row.key === subject) && (!release || row.release === release || row.recorded === release));
}

/** The scripts that a filter leaves. A verdict is left where one of the rows has it; a release where it plays the script. */
export function shownScripts(filters) {
  const wanted = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  const judged = shownRows(filters);
  return scripts.filter(
    (script) =>
      (!filters.layer || script.layer === filters.layer) &&
      (!filters.group || script.group === filters.group) &&
      (!filters.clause || script.clauses.includes(filters.clause)) &&
      (!filters.release || !releases.includes(filters.release) || playedIn(script, filters.release)) &&
      (!filters.verdict || judged.some((row) => matches(verdictOf(row, script), filters.verdict))) &&
      wanted.every((word) => script.words.includes(word)),
  );
}
const playedIn = (script, release) => !(variantOf(script, release)?.lacks ?? true);
const matches = (verdict, wanted) => (wanted === 'differs' ? verdict === 'f' || verdict === 'k' : verdicts[verdict]?.name === wanted);

function Choice({ label, id, value, options, change }) {
  return html`<div><label for=${id}>${label}</label><select id=${id} value=${value} onChange=${(event) => change(event.target.value)}>
    <option value="">any</option>
    ${options.map(([key, title]) => html`<option value=${key} selected=${key === value}>${title}</option>`)}
  </select></div>`;
}

export function Filters({ view, filters, count }) {
  const change = (key) => (value) => {
    const next = address(view, '', { ...filters, [key]: value });
    if (key === 'text') {
      history.replaceState(null, '', next);
      dispatchEvent(new HashChangeEvent('hashchange'));
    } else {
      location.hash = next;
    }
  };
  const same = (names) => names.map((name) => [name, name]);
  const asked = [...new Set([...releases, ...rows.map((row) => row.release)])];
  const active = Object.values(filters).some(Boolean);
  return html`<form class="filters" role="search" aria-label="Filter scripts" onSubmit=${(event) => event.preventDefault()}>
    <${Choice} label="Subject" id="f-subject" value=${filters.subject} change=${change('subject')} options=${rows.map((row) => [row.key, row.title])} />
    <${Choice} label="Layer" id="f-layer" value=${filters.layer} change=${change('layer')} options=${same(layers)} />
    <${Choice} label="Group" id="f-group" value=${filters.group} change=${change('group')} options=${same(groups)} />
    <${Choice} label="Clause" id="f-clause" value=${filters.clause} change=${change('clause')} options=${same([...clauses.keys()])} />
    <${Choice} label="Release" id="f-release" value=${filters.release} change=${change('release')} options=${same(asked)} />
    <${Choice} label="Verdict" id="f-verdict" value=${filters.verdict} change=${change('verdict')}
      options=${[['differs', 'differs (fail or known)'], ...Object.values(verdicts).map(({ name }) => [name, name])]} />
    <div><label for="f-text">Text</label><input id="f-text" type="search" placeholder="words of id, summary or clause" value=${filters.text}
      onInput=${(event) => change('text')(event.target.value)} /></div>
    <p class="count" role="status">${count} of ${scripts.length} scripts${active ? html` · <a href=${address(view)}>clear filters</a>` : ''}</p>
  </form>`;
}
