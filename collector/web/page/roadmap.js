// The ranked list: what should we automate first, and why.
import { ask, Problem } from './api.js';
import { assumptions, kinds, reckon, sliders } from './assumptions.js';
import { partName, range, score, spark, swatch } from './charts.js';
import { coverageLead } from './coverage.js';
import { colour, h, show } from './dom.js';
import { driftTag } from './drift.js';
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
    cell('', 'name', h('a', { href: '?routine=' + row.key, onclick: open }, row.name), statusTag(row), (row.changes || []).map((change) => [' ', driftTag(change)]), apps(row.apps)),
    row.weeks && cell(text.weekly, '', spark(row.weekly)),
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

async function mine(button, reload, full) {
  button.disabled = true;
  try {
    await follow((await ask('runs', { method: 'POST', body: full ? { full: true } : undefined })).id, button);
    await reload();
  } catch (problem) {
    button.disabled = false;
    button.replaceChildren(problem.status === 403 ? text.forbidden : problem.message || text.retry);
  }
}

function mineButton(session, reload) {
  if (!session.may.start_runs) return null;
  const one = (label, full) => {
    const button = h('button', { type: 'button', class: full ? 'small' : null }, label);
    button.addEventListener('click', () => mine(button, reload, full));
    return button;
  };
  return h('div', { class: 'buttons' }, one(text.mineFull, true), one(text.mine, false));
}

async function empty(session, reload) {
  const status = session.may.view_fleet ? await ask('status') : {};
  const none = status.events === 0;
  show(h('h1', {}, text.roadmapHeading), h('section', { class: 'state' },
    h('h2', {}, none ? text.noEventsHeading : text.noRunHeading),
    h('p', {}, none ? text.noEventsText(status.agents) : text.noRunText), mineButton(session, reload)));
}

// What the address asks to see of the list.
function filtered(rows, state) {
  const wanted = (state.q || '').toLowerCase();
  return rows.filter((row) => (!wanted || row.name.toLowerCase().includes(wanted) || row.apps.some((app) => app.toLowerCase().includes(wanted)))
    && (!state.app || row.apps.includes(state.app)) && (!state.status || row.status === state.status) && (!state.people || row.people >= +state.people));
}

// Views kept in this browser: a name and an address, nothing else.
const kept = () => { try { return JSON.parse(localStorage.getItem('adit-views')) || []; } catch { return []; } };
function views(go, again) {
  const name = h('input', { id: 'viewname', maxlength: 40, 'aria-label': text.viewName, placeholder: text.viewName, required: true });
  const save = (list) => { localStorage.setItem('adit-views', JSON.stringify(list.slice(-30))); again(); };
  return h('details', { class: 'views' }, h('summary', {}, text.views),
    h('ul', {}, kept().map((view, i) => h('li', {}, h('a', { href: '?' + view.query, onclick: (e) => { e.preventDefault(); go(Object.fromEntries(new URLSearchParams(view.query))); } }, view.name),
      h('button', { type: 'button', class: 'small', 'aria-label': `${text.removeView}: ${view.name}`, onclick: () => save(kept().filter((_, at) => at !== i)) }, '×')))),
    h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); save([...kept(), { name: name.value, query: location.search.slice(1) }]); } }, name, h('button', {}, text.save)),
    h('p', { class: 'quiet' }, text.viewsText));
}

function tools(session, list, state, change, go, again) {
  const names = [...new Set(list.items.flatMap((row) => row.apps))].sort();
  const option = (value, label, chosen) => h('option', { value, selected: value === (chosen || '') }, label);
  const search = h('input', { type: 'search', id: 'search', value: state.q, placeholder: text.search, 'aria-label': text.search });
  search.addEventListener('input', () => change({ q: search.value }));
  return h('div', { class: 'tools' }, search,
    h('label', {}, text.application, h('select', { id: 'app', onchange: (e) => change({ app: e.target.value }) }, option('', text.all, state.app), names.map((name) => option(name, name, state.app)))),
    h('label', {}, text.judged, h('select', { id: 'status', onchange: (e) => change({ status: e.target.value }) }, option('', text.all, state.status), option('new', text.statusNew, state.status), option('confirmed', text.statusConfirmed, state.status))),
    h('a', { href: '?view=compare', onclick: (e) => { e.preventDefault(); go({ view: 'compare' }); } }, text.compareLink), views(go, again));
}

export async function roadmap(session, go, state) {
  const reload = () => roadmap(session, go, state);
  let list;
  try {
    list = await ask('roadmap?limit=500' + (state.run ? '&run=' + encodeURIComponent(state.run) : ''));
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return empty(session, reload);
    throw problem;
  }
  // Older runs and collectors that compared nothing have no rows here.
  const [rests, drift] = await Promise.all([coverageLead(session, state.run), ask('drift?changed=true&limit=500' + (state.run ? '&run=' + encodeURIComponent(state.run) : ''))]);
  const head = [h('div', { class: 'head' }, h('h1', {}, text.roadmapHeading), mineButton(session, reload)),
    h('p', { class: 'lead' }, lead(list), ' ', rests, h('span', { title: f.moment(list.run.finished) }, text.minedAt(f.ago(list.run.finished)) + '.'))];
  if (list.items.length === 0) {
    return show(head, h('section', { class: 'state' }, h('h2', {}, text.noRoutinesHeading), h('p', {}, text.noRoutinesText(list.run.summary.min_people))));
  }
  const changes = new Map(drift.items.map((item) => [item.drift.key, item.drift.changes]));
  for (const row of list.items) row.changes = changes.get(row.key);
  const max = Math.max(...list.items.map((row) => row.hours_high));
  // One week is no course of time: the column would hold a dot.
  const weeks = list.items.some((row) => row.weekly.length > 1);
  for (const row of list.items) row.weeks = weeks;
  const place = h('div', {});
  const side = h('div', {});
  const change = (parts, asDefault) => {
    for (const [key, value] of Object.entries(parts)) if (value === '' || value == null || value === asDefault) delete state[key]; else state[key] = String(value);
    go(state, true);
    draw();
  };
  let drawn = 0;
  const draw = () => {
    const a = assumptions(list.run.manifest?.assumptions, state);
    const rows = filtered(list.items, state).map((row) => reckon(row, a));
    if (a.changed) rows.sort((x, y) => y.score - x.score || x.rank - y.rank).forEach((row, i) => { row.was = row.rank; row.rank = i + 1; });
    const selected = rows.find((row) => row.key === state.pick) || rows[0];
    const column = (label, cls) => h('th', { scope: 'col', class: cls }, label);
    const body = h('tbody', {});
    const one = (row) => tableRow(row, max, row === selected,
      (event) => { if (!event.target.closest('a')) { state.pick = row.key; go(state, true); draw(); } },
      (event) => { event.preventDefault(); event.stopPropagation(); go({ routine: row.key, ...(state.run ? { run: state.run } : {}) }); });
    // What fits the window comes at once, the rest in the pauses after it.
    const turn = ++drawn;
    const more = (from) => { body.append(...rows.slice(from, from + 60).map(one)); if (from + 60 < rows.length) requestAnimationFrame(() => turn === drawn && more(from + 60)); };
    more(0);
    place.replaceChildren(rows.length === 0 ? h('section', { class: 'state' }, h('h2', {}, text.noMatch), h('button', { type: 'button', onclick: () => go({}) }, text.clear)) : h('div', { class: 'scroll' }, h('table', { class: 'cards' },
      h('thead', {}, h('tr', {}, column(text.rank, 'number'), column(text.routine), weeks && column(text.weekly), column(text.people, 'number'), column(text.instances, 'number'),
        column(text.median, 'number'), column(text.hours, 'number'), column(text.exceptions, 'number'), column(text.confidence, 'number'), column(text.score, 'number'))), body)));
    side.replaceChildren(...[selected && why(selected, (event) => { event.preventDefault(); go({ routine: selected.key }); })].filter(Boolean));
  };
  const panel = h('details', { class: 'whatif', open: assumptions(list.run.manifest?.assumptions, state).changed }, h('summary', {}, text.whatIf),
    sliders(assumptions(list.run.manifest?.assumptions, state), (key, value, standard) => change({ [key]: value }, standard)),
    h('button', { type: 'button', class: 'small', onclick: () => { for (const key of Object.keys(kinds)) delete state[key]; go(state); } }, text.assumeReset));
  draw();
  show(head, tools(session, list, state, change, go, reload), h('div', { class: 'split' }, place, h('div', { class: 'stick' }, panel, side)));
  document.onkeydown = (event) => { if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { event.preventDefault(); document.getElementById('search').focus(); } };
}
