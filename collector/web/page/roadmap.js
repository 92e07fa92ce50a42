// The ranked list: what should we automate first, and why.
import { ask, Problem } from './api.js';
import { partName, range, score, spark, swatch } from './charts.js';
import { colour, h, show } from './dom.js';
import { statusTag } from './edits.js';
import * as f from './format.js';
import { text } from './messages.js';
import { follow } from './runs.js';

export const apps = (names) => h('div', { class: 'apps' },
  names.map((name) => h('span', {}, h('i', { class: 'dot ' + colour(name) }), name)));

export function parts(row) {
  return h('dl', { class: 'parts' }, row.parts.map((part, i) => [
    h('dt', {}, swatch(i), h('span', {}, partName(part)), h('span', { class: 'number', title: `${f.share(part.value)} × ${part.weight}` }, f.decimal(part.points))),
    h('dd', { class: 'why' }, part.reason)]));
}

function why(row, open) {
  return h('aside', { 'aria-label': text.why },
    h('h2', {}, `${text.why}: ${row.rank}`),
    h('ul', {}, row.reasons.map((reason) => h('li', {}, reason))),
    h('h2', {}, `${text.parts}: ${f.decimal(row.score)}`), parts(row),
    h('p', {}, h('br'), h('a', { href: '?routine=' + row.key, onclick: open }, text.open + ' →')));
}

function tableRow(row, max, selected, pick, open) {
  const cell = (label, cls, ...children) => h('td', { 'data-label': label, class: cls }, ...children);
  return h('tr', { class: 'pick', 'aria-selected': String(selected), onclick: pick },
    cell('', 'number quiet rank', row.rank),
    cell('', 'name', h('a', { href: '?routine=' + row.key, onclick: open }, row.name), statusTag(row), apps(row.apps)),
    cell(text.weekly, '', spark(row.weekly)),
    cell(text.people, 'number', f.number(row.people)),
    cell(text.instances, 'number', f.number(row.instances)),
    h('td', { 'data-label': text.median, class: 'number', title: text.p90(f.duration(row.p90_duration_s)) }, f.duration(row.median_duration_s)),
    h('td', { 'data-label': text.hours, class: 'number wide', title: text.interval(f.decimal(row.hours_low), f.decimal(row.hours_high)) + (row.times_assumed ? ', ' + text.assumed : '') },
      h('div', { class: 'hourscell' }, h('span', {}, f.decimal(row.hours_per_month), h('span', { class: 'quiet' }, ` ${f.decimal(row.hours_low)}–${f.decimal(row.hours_high)}`)),
        range(row.hours_low, row.hours_per_month, row.hours_high, max))),
    cell(text.exceptions, 'number' + (row.exception_share > 0.2 ? ' warn' : ''), f.share(row.exception_share)),
    cell(text.confidence, 'number', f.share(row.confidence)),
    cell(text.score, 'wide', h('div', { class: 'scorecell' }, score(row.parts), h('span', {}, f.decimal(row.score)))));
}

function lead(list) {
  const summary = list.run.summary || {};
  const k = summary.min_people;
  return text.roadmapLead({
    routines: f.count(list.items.length, 'routines'), events: f.count(summary.events || 0, 'events'), people: f.count(summary.people || 0, 'people'),
    from: f.date(summary.from), until: f.date(summary.until), explained: f.share(summary.explained_share),
    hidden: summary.hidden_routines > 0 ? text.hiddenRoutines(f.number(summary.hidden_routines), k) : '',
  });
}

async function mine(button, reload) {
  button.disabled = true;
  try {
    await follow((await ask('runs', { method: 'POST' })).id, button);
    await reload();
  } catch (problem) {
    button.disabled = false;
    button.replaceChildren(problem.status === 403 ? text.forbidden : problem.message || text.retry);
  }
}

function mineButton(session, reload) {
  if (!session.may.start_runs) return null;
  const button = h('button', { type: 'button' }, text.mine);
  button.addEventListener('click', () => mine(button, reload));
  return button;
}

async function empty(session, reload) {
  const status = session.may.view_fleet ? await ask('status') : {};
  const none = status.events === 0;
  show(h('h1', {}, text.roadmapHeading), h('section', { class: 'state' },
    h('h2', {}, none ? text.noEventsHeading : text.noRunHeading),
    h('p', {}, none ? text.noEventsText(status.agents) : text.noRunText), mineButton(session, reload)));
}

export async function roadmap(session, go, state) {
  const reload = () => roadmap(session, go, state);
  let list;
  try {
    list = await ask('roadmap?limit=500');
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return empty(session, reload);
    throw problem;
  }
  const head = [h('div', { class: 'head' }, h('h1', {}, text.roadmapHeading), mineButton(session, reload)),
    h('p', { class: 'lead' }, lead(list), ' ', h('span', { title: f.moment(list.run.finished) }, text.minedAt(f.ago(list.run.finished)) + '.'))];
  if (list.items.length === 0) {
    return show(head, h('section', { class: 'state' }, h('h2', {}, text.noRoutinesHeading), h('p', {}, text.noRoutinesText(list.run.summary.min_people))));
  }
  const max = Math.max(...list.items.map((row) => row.hours_high));
  const draw = (key) => {
    const selected = list.items.find((row) => row.key === key) || list.items[0];
    const column = (label, cls) => h('th', { scope: 'col', class: cls }, label);
    show(head, h('div', { class: 'split' }, h('div', { class: 'scroll' }, h('table', { class: 'cards' },
      h('thead', {}, h('tr', {}, column('', ''), column(text.routine), column(text.weekly), column(text.people, 'number'), column(text.instances, 'number'),
        column(text.median, 'number'), column(text.hours, 'number'), column(text.exceptions, 'number'), column(text.confidence, 'number'), column(text.score, 'number'))),
      h('tbody', {}, list.items.map((row) => tableRow(row, max, row === selected,
        (event) => { if (!event.target.closest('a')) { go({ pick: row.key }, true); draw(row.key); } },
        (event) => { event.preventDefault(); event.stopPropagation(); go({ routine: row.key }); }))))),
    why(selected, (event) => { event.preventDefault(); go({ routine: selected.key }); })));
  };
  draw(state.pick);
}
