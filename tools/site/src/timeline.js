import { actionsOf, placeOf, turnsOf } from './data.js';
import { align } from './align.js';
import { html } from './html.js';

function Event({ event, lanes, end }) {
  if (!event) return html`<span class="nothing">${end ? '' : '—'}</span>`;
  return html`<span class="tracks" aria-hidden="true">${lanes.map((lane, i) => html`<i class=${lane === event.lane ? `on l${i % 6}` : ''}></i>`)}</span>
    <span class="at" title="iteration of the event loop">${event.iteration}</span> <b>${event.lane}</b> <code>${event.words}</code>`;
}

function Turn({ script, turn, left, right, lanes, marks, timed }) {
  if (right?.leftOut) return html`<section class="turn"><h3>${placeOf(turn)} <span class="dim">(not put to this subject, which lacks what it needs)</span></h3></section>`;
  const own = turn < 0 || turn < script.own;
  const events = left ?? right;
  if (turn < 0 && !(left?.events.length || right?.events.length)) return null;
  const same = (a, b) => a.lane === b.lane && a.words === b.words && (!timed || a.iteration === b.iteration);
  const pairs = right && left ? align(left.events, right.events, same) : events.events.map((_, i) => (left ? [i, -1, true] : [-1, i, false]));
  const first = marks && marks.turn === turn;
  return html`<section class="turn">
    <h3>${turn < 0 ? 'setup' : placeOf(turn)}${!own && html` <span class="dim">(epilogue: reveals what is left)</span>`}</h3>
    ${turn >= 0 && html`<ul class="actions">${actionsOf(script, turn).map((line) => html`<li><code>${line}</code></li>`)}</ul>`}
    <table class="events"><tbody>
      ${pairs.map(([i, j, equal]) => {
        const firstHere = first && ((i >= 0 && i === marks.ei) || (j >= 0 && j === marks.si));
        return html`<tr class=${firstHere ? 'first differs' : right && !equal ? 'differs' : ''}>
          ${right && html`<td class="mark">${equal ? '' : html`<span title="differs">≠</span>`}</td>`}
          <td data-side="expected"><${Event} event=${left?.events[i]} lanes=${lanes} /></td>
          ${right && html`<td data-side="seen"><${Event} event=${right.events[j]} lanes=${lanes} /></td>`}</tr>`;
      })}
      ${turn >= 0 && html`<tr class="end ${right && left && stateOf(left, timed) !== stateOf(right, timed) ? 'differs' : ''}">
        ${right && html`<td class="mark">${left && stateOf(left, timed) !== stateOf(right, timed) ? '≠' : ''}</td>`}
        <td data-side="expected">${left?.end}</td>${right && html`<td data-side="seen">${right.end}</td>`}</tr>`}
    </tbody></table>
  </section>`;
}
// How things stand is compared without the iteration where iterations are not.
const stateOf = (turn, timed) => (timed ? turn.end : turn.end.replace(/^after iteration \d+: /, ''));

/**
 * A script's turns, with the tasks as lanes: what one trace shows, or two side by side. `marks` is the first difference,
 * `timed` whether iterations are compared.
 */
export function Timeline({ script, left, right, titles, marks, timed }) {
  const lefts = turnsOf(left);
  const rights = right && turnsOf(right);
  const lanes = [...new Set([...lefts, ...(rights ?? [])].flatMap((turn) => turn.events.map((event) => event.lane)))].sort();
  const turns = Math.max(lefts.length, rights?.length ?? 0);
  return html`<div class="timeline ${right ? 'two' : 'one'}">
    <p class="lanes">Lanes: ${lanes.map((lane, i) => html`<span><i class="dot l${i % 6}" aria-hidden="true"></i> ${lane}</span> `)}
      <span class="dim">The number before an event is the iteration of the event loop in which it happened.</span></p>
    ${right && html`<p class="titles"><span>${titles[0]}</span><span>${titles[1]}</span></p>`}
    ${Array.from({ length: turns }, (_, i) => html`<${Turn} script=${script} turn=${i - 1} left=${lefts[i]} right=${rights && (rights[i] ?? { leftOut: true })} lanes=${lanes} marks=${marks} timed=${timed} />`)}
  </div>`;
}
