// One routine: its steps, its variants, what is carried over, and why it ranks where it does.
import { ask } from './api.js';
import { cover } from './charts.js';
import { colour, h, show } from './dom.js';
import { driftPanel } from './drift.js';
import { editPanel, marks, statusTag } from './edits.js';
import * as f from './format.js';
import { text } from './messages.js';
import { asState, chips, chosen, menu, narrowed } from './filters.js';
import { instances } from './instances.js';
import { mapPanel, timeline } from './map.js';
import { apps, parts } from './roadmap.js';

const fact = (label, value, note) => h('div', {}, h('div', { class: 'label' }, label), h('div', { class: 'value' }, value), note && h('div', { class: 'note' }, note));

function facts(r) {
  return h('div', { class: 'facts' },
    fact(text.hours, f.decimal(r.hours_per_month), text.interval(f.decimal(r.hours_low), f.decimal(r.hours_high)) + (r.times_assumed ? ', ' + text.assumed : '')),
    fact(text.people, f.number(r.people)), fact(text.instances, f.number(r.instances), `${f.decimal(r.runs_per_month)} ${text.perMonth}`),
    fact(text.median, f.duration(r.median_duration_s), text.p90(f.duration(r.p90_duration_s))),
    fact(text.exceptions, f.share(r.exception_share)), fact(text.confidence, f.share(r.confidence)), fact(text.determinism, f.share(r.determinism)),
    fact(text.saved, `${f.decimal(r.saved_hours_per_month)} h`, r.saved_low == null ? text.perMonth : text.interval(f.decimal(r.saved_low), f.decimal(r.saved_high))),
    fact(text.build, `${f.decimal(r.build_hours)} h`), fact(text.payback, r.payback_months == null ? text.never : `${f.decimal(r.payback_months)} ${text.months}`));
}

// The same step lights up wherever it is shown.
function light(id, on) {
  for (const element of document.querySelectorAll(`[data-step="${id}"]`)) element.classList.toggle('lit', on);
}
const lighting = (id) => ({ 'data-step': id, onmouseenter: () => light(id, true), onmouseleave: () => light(id, false) });

function steps(r, activities) {
  if (r.main_path.length === 0) return h('p', { class: 'quiet' }, text.noMainPath);
  return h('ol', { class: 'steps' }, r.main_path.map((id) => {
    const a = activities.get(id);
    return h('li', lighting(id), h('i', { class: 'stripe ' + colour(a.app), title: a.app }), h('span', {}, a.name), h('span', { class: 'where', title: a.window }, a.app));
  }));
}

function variants(r, activities, numbers, pick) {
  return h('div', { class: 'variants' }, r.variants.map((v, i) => h('div', { class: 'variant' },
    h('div', { class: 'cover' }, pick && r.variants.length > 1 && h('input', { type: 'checkbox', value: v.id, 'aria-label': text.pickVariant(i + 1) }), `${f.share(v.share)} `, h('span', { class: 'quiet' }, f.count(v.instances, 'instances')),
      v.exception && h('span', { class: 'tag warn' }, text.exception), cover(v.share),
      h('div', { class: 'quiet' }, f.duration(v.median_duration_s))),
    h('div', { class: 'chain' }, v.activities.map((id) => h('span', { class: colour(activities.get(id).app), title: activities.get(id).name, ...lighting(id) }, numbers.get(id)))))),
  r.hidden_variants > 0 && h('p', { class: 'quiet' }, text.hiddenVariants(f.number(r.hidden_variants), f.number(r.hidden_instances))));
}

function transfers(r, activities) {
  if (r.transfers.length === 0) return null;
  return [h('h2', {}, text.transfers), h('table', {}, h('tbody', {}, r.transfers.slice(0, 20).map((t) => h('tr', {},
    h('td', {}, activities.get(t.from)?.name), h('td', { 'aria-hidden': 'true' }, '→'), h('td', {}, activities.get(t.to)?.name),
    h('td', { class: 'number' }, `${f.number(t.count)} ${text.times}`)))))];
}

// Between two applications people wait, look up or carry over: the ways that cross, longest time first.
function waits(r, activities) {
  const crossing = r.graph.filter((e) => e.changes_app && e.from != null && e.to != null && e.median_s != null)
    .map((e) => ({ ...e, all: e.median_s * e.count })).sort((a, b) => b.all - a.all).slice(0, 10);
  if (crossing.length === 0) return null;
  return [h('h2', {}, text.waits), h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.waitsFrom), h('th', { scope: 'col' }, text.waitsTo), [text.times, text.median, text.p90Head].map((label) => h('th', { scope: 'col', class: 'number' }, label)))),
    h('tbody', {}, crossing.map((e) => h('tr', {}, h('td', { class: 'name' }, activities.get(e.from)?.name), h('td', { class: 'wide', 'data-label': text.waitsTo }, activities.get(e.to)?.name), [[text.times, f.number(e.count)], [text.median, f.duration(e.median_s)], [text.p90Head, f.duration(e.p90_s)]].map(([label, value]) => h('td', { class: 'number', 'data-label': label }, value))))))];
}

// Work that one person leaves and another goes on with, seen by what both had in hand.
function handed(r, activities) {
  if (!r.handed_over?.length) return null;
  return [h('h2', {}, text.handedOver), h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.handedFrom), h('th', { scope: 'col' }, text.handedTo), [text.times, text.people, text.waitMedian].map((label) => h('th', { scope: 'col', class: 'number' }, label)))),
    h('tbody', {}, r.handed_over.slice(0, 10).map((e) => h('tr', {}, h('td', { class: 'name' }, e.from.routine === r.key ? e.from.step : h('a', { href: '?routine=' + e.from.routine }, e.from.step)), h('td', { class: 'wide', 'data-label': text.handedTo }, activities.get(e.to)?.name),
      [[text.times, f.number(e.count)], [text.people, f.number(e.people)], [text.waitMedian, f.duration(e.median_wait_s)]].map(([label, value]) => h('td', { class: 'number', 'data-label': label }, value))))))];
}

function exceptional(r) {
  if (!r.anomalies) return null;
  const row = (label, value) => h('li', {}, `${label}: `, value == null ? text.fewPeople : f.count(value, 'instances'));
  return [h('h2', {}, text.exceptional), h('ul', {}, row(text.rework, r.anomalies.rework), row(text.rarePath, r.anomalies.rare_path), row(text.slowOnes, r.anomalies.slow), r.handovers > 0 && row(text.handovers, r.handovers))];
}

// What speaks for a routine: steps, variants, data; shared with the review.
export function evidence(r, pick) {
  const activities = new Map(r.activities.map((a) => [a.id, a]));
  // Steps of the main path carry their number, the others go on counting.
  const numbers = new Map();
  for (const id of [...r.main_path, ...r.variants.flatMap((v) => v.activities)]) if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  return [h('h2', {}, text.steps), steps(r, activities), h('h2', {}, text.variants), variants(r, activities, numbers, pick), waits(r, activities), handed(r, activities), transfers(r, activities)];
}

const files = (r, run) => h('div', { class: 'buttons' }, [['docx', 'DOCX'], ['svg', 'SVG'], ['bpmn', 'BPMN'], ['robot', 'Robot'], ['json', 'JSON']].map(([format, label]) =>
  h('a', { class: 'button', href: `api/v1/routines/${encodeURIComponent(r.key)}/export/${format}` + (run ? '?run=' + encodeURIComponent(run) : ''), download: '' }, label)));

function usual(r) {
  const path = r.variants.length > 0 ? r.variants[0].activities : r.main_path;
  return path.length > 1 && [h('h2', {}, text.timeline), h('p', { class: 'quiet' }, text.timelineText), timeline(r, path)];
}

export async function routine(session, go, state) {
  const run = state.run ? 'run=' + encodeURIComponent(state.run) : '';
  const [r, list] = await Promise.all([ask('routines/' + encodeURIComponent(state.routine) + (run && '?' + run)), ask('roadmap?limit=500' + (run && '&' + run))]);
  const keep = (parts) => {
    for (const [key, value] of Object.entries(parts)) if (value == null) delete state[key]; else state[key] = value;
    go(state, true);
  };
  const others = list.items.filter((row) => row.key !== r.key);
  const left = h('div', {});
  // Numbers of steps are those of one run: an address with filters names it.
  const filter = (filters) => { keep({ ...asState(filters), ...(filters.length > 0 ? { run: list.run.id } : {}) }); draw(); };
  const draw = (asked) => {
    const filters = chosen(r, state);
    const shown = narrowed(r, filters);
    left.replaceChildren(...[h('h2', { class: 'first' }, text.map), chips(r, filters, filter), asked != null && [menu(r, asked, filters, filter, () => draw()), marks(session, r, asked, (answer) => changed(answer))],
      mapPanel(shown, state, keep, lighting, (id) => { draw(id); left.querySelector('.chips button.small')?.focus(); }), evidence(shown, session.may.edit_results), usual(shown), instances(r, shown, list.run)].flat(2).filter(Boolean));
  };
  draw();
  const changed = (answer) => { if (answer.gone) go({ routine: answer.gone }); else routine(session, go, state); };
  show(h('p', { class: 'crumb' }, h('a', { href: '?', onclick: (e) => { e.preventDefault(); go({}); } }, text.roadmap), ` / ${r.rank}`),
    h('h1', {}, r.name, ' ', statusTag(r)), apps(r.apps), facts(r),
    h('div', { class: 'split' },
      left,
      h('aside', { 'aria-label': text.reasons }, h('h2', {}, text.reasons), h('ul', {}, r.reasons.map((reason) => h('li', {}, reason))),
        h('h2', {}, `${text.parts}: ${f.decimal(r.score)}`), parts(r), exceptional(r), driftPanel(r.drift, list.run), h('h2', {}, text.exports), files(r, state.run), await editPanel(session, r, others, changed))));
}
