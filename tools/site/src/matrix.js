import { groups, problems, rows, scripts, tally } from './data.js';
import { Filters, filtersOf, shownRows, shownScripts } from './filters.js';
import { html } from './html.js';
import { Bar, Counts, Legend, Region } from './parts.js';
import { address } from './route.js';

const worst = (counts) => ['f', 'e', 'k', 'p', 'u'].find((key) => counts[key]) ?? 'none';

function Card({ row }) {
  const counts = tally(row, scripts);
  const differs = counts.f + counts.k;
  return html`<li class="card">
    <h3><a href=${address('subject', row.key)}>${row.subject}</a></h3>
    <p class="dim">held to CPython ${row.release}; compared: ${row.aspects}</p>
    <${Bar} of=${counts} />
    <p><${Counts} of=${counts} words /> <span class="dim">of ${counts.all} scripts</span></p>
    <p><a href=${address('subject', row.key)}>${differs ? `Where ${row.name} differs (${differs})` : 'It differs nowhere'}</a></p>
  </li>`;
}

export function Matrix({ query }) {
  const filters = filtersOf(query);
  const some = shownScripts(filters);
  const judged = shownRows(filters);
  const listed = groups.map((group) => [group, some.filter((script) => script.group === group)]).filter(([, inside]) => inside.length);
  return html`
    <h1>How these streams compare with CPython’s asyncio</h1>
    <p class="lead">Each script does something to a stream, step by step. What CPython did was recorded; here is how each subject
      did on the same scripts. Choose a subject to read where it differs, or a cell to see the scripts behind its numbers.</p>
    ${problems.length > 0 && html`<section class="problems"><h2>Something could not be asked</h2><ul>${problems.map((each) => html`<li>${each}</li>`)}</ul></section>`}
    <h2>Subjects</h2>
    <ul class="cards">${rows.map((row) => html`<${Card} row=${row} />`)}</ul>
    <h2>Subjects by groups of scripts</h2>
    <${Filters} view="" filters=${filters} count=${some.length} />
    <${Legend} />
    <${Region} label="Matrix of subjects and groups">
      <table class="matrix">
        <thead><tr><th scope="col">group</th>${judged.map((row) => html`<th scope="col"><a href=${address('subject', row.key)}>${row.name}</a><br /><span class="dim">${row.release}</span></th>`)}</tr></thead>
        <tbody>${listed.map(([group, inside]) => html`<tr>
          <th scope="row"><a href=${address('scripts', '', { ...filters, group })}>${group}</a></th>
          ${judged.map((row) => {
            const counts = tally(row, inside);
            return html`<td class="c-${worst(counts)}">${counts.all
              ? html`<a href=${address('scripts', '', { ...filters, group, subject: row.key })}><span class="sr">${group}, ${row.name}: </span><${Counts} of=${counts} /></a>`
              : html`<span class="dim">–</span>`}</td>`;
          })}</tr>`)}</tbody>
      </table>
    <//>`;
}
