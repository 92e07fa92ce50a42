// What changed between two periods, with the figures of both: shared by the comparison, the roadmap
// and the routine.
import { h } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

const shared = (kind) => kind === 'main_path' || kind === 'exceptions';
const figure = (kind, value, period) => shared(kind) ? f.share(value) : kind === 'slower' || kind === 'faster' ? f.duration(value)
  : period?.instances === 0 ? '0' : period ? `${f.number(period.instances)} (${f.decimal(value)} ${text.perPersonDay})` : f.decimal(value);
// Arrows say the direction without colour; the word stands beside them.
const arrow = { appeared: '+', vanished: '−', oftener: '↑', rarer: '↓', slower: '↑', faster: '↓', main_path: '⇄', exceptions: '!' };

export const driftTag = (change) => h('span', { class: 'tag' + (change.kind === 'slower' || change.kind === 'exceptions' ? ' warn' : ''), title: text.chance(change.p) }, `${arrow[change.kind]} ${text['drift_' + change.kind]}`);

export const driftSentence = (drift, change) => h('li', {}, driftTag(change), ' ',
  change.before == null ? text.driftWithheld : `${figure(change.kind, change.before, drift.before)} → ${figure(change.kind, change.now, drift.now)}`);

const way = (label, w) => w && h('div', {}, h('div', { class: 'label' }, `${label}: ${f.share(w.share_before)} → ${f.share(w.share_now)}`),
  h('ol', { class: 'steps' }, w.steps.map((step) => h('li', {}, h('span', {}, step.name)))));

// The two periods as a table, what changed above it.
export function driftPanel(drift, run) {
  const span = run?.summary?.drift;
  const head = h('h2', {}, text.drift);
  if (!drift) return [head, h('p', { class: 'quiet' }, span?.reason ? text.driftReason(span.reason) : text.driftFew)];
  const row = (label, of) => h('tr', {}, h('th', { scope: 'row' }, label), [drift.before, drift.now].map((period) => h('td', { class: 'number' }, period ? of(period) : text.fewPeople)));
  return [head, drift.changes.length === 0 ? h('p', { class: 'quiet' }, text.driftNone) : h('ul', { class: 'changes' }, drift.changes.map((change) => driftSentence(drift, change))),
    h('table', { class: 'twoperiods' }, span?.before && h('caption', {}, `${f.date(span.before.from)} – ${f.lastDay(span.before.until)} · ${f.date(span.now.from)} – ${f.lastDay(span.now.until)}`),
      h('thead', {}, h('tr', {}, h('td', {}), [text.before, text.after].map((label) => h('th', { scope: 'col', class: 'number' }, label)))),
      h('tbody', {}, row(text.instances, (p) => f.number(p.instances)), row(text.people, (p) => f.number(p.people)), row(text.perPersonDayHead, (p) => f.fine(p.per_person_day)),
        row(text.median, (p) => f.duration(p.median_duration_s)), row(text.p90Head, (p) => f.duration(p.p90_duration_s)), row(text.exceptions, (p) => f.share(p.exception_share)))),
    drift.way_now && h('details', {}, h('summary', {}, text.driftWays), way(text.wayBefore, drift.way_before), way(text.wayNow, drift.way_now))];
}
