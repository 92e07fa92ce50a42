// Click filters of a routine: which ways count, told by the steps they have, lack, begin or end with.
// They choose among variants that may be shown, so nothing rests on fewer people than before.
import { h } from './dom.js';
import { text } from './messages.js';

export const kinds = ['with', 'without', 'starts', 'ends'];
const passes = {
  with: (way, id) => way.includes(id), without: (way, id) => !way.includes(id),
  starts: (way, id) => way[0] === id, ends: (way, id) => way[way.length - 1] === id,
};

// What the address asks for, of steps this routine has: [{ kind, id }].
export function chosen(r, state) {
  const known = new Set(r.activities.map((a) => a.id));
  return kinds.flatMap((kind) => (state[kind] || '').split('.').filter(Boolean).map(Number)
    .filter((id) => known.has(id)).map((id) => ({ kind, id })));
}
// The members of the address that hold them; null takes one away.
export const asState = (filters) => Object.fromEntries(kinds.map((kind) => [kind, filters.filter((x) => x.kind === kind).map((x) => x.id).join('.') || null]));

// The routine as these ways alone make it. Durations of ways between steps stay those of all instances.
export function narrowed(r, filters) {
  if (filters.length === 0) return r;
  const variants = r.variants.filter((v) => filters.every(({ kind, id }) => passes[kind](v.activities, id)));
  const known = new Map(r.graph.map((e) => [`${e.from}>${e.to}`, e]));
  const count = new Map();
  for (const v of variants) {
    const way = [null, ...v.activities, null];
    for (let i = 1; i < way.length; ++i) {
      const key = `${way[i - 1]}>${way[i]}`;
      const e = count.get(key) || { ...known.get(key), from: way[i - 1], to: way[i], count: 0 };
      e.count += v.instances;
      count.set(key, e);
    }
  }
  return { ...r, variants, graph: [...count.values()].sort((a, b) => b.count - a.count), main_path: variants[0]?.activities || [] };
}

// The filters that are set, each with a button that takes it away, and what they leave.
export function chips(r, filters, change) {
  if (filters.length === 0) return null;
  const name = new Map(r.activities.map((a) => [a.id, a.name]));
  const left = narrowed(r, filters).variants.reduce((sum, v) => sum + v.instances, 0);
  return h('div', { class: 'chips' }, filters.map((x) => h('button', { type: 'button', class: 'chip', 'aria-label': `${text.clear}: ${text['filter_' + x.kind]} ${name.get(x.id)}`, onclick: () => change(filters.filter((y) => y !== x)) },
    h('span', { class: 'quiet' }, text['filter_' + x.kind]), ' ', name.get(x.id), ' ×')),
  h('span', { class: 'quiet', role: 'status' }, text.filterLeaves(left, r.instances)));
}

// What can be asked of the step that was clicked.
export function menu(r, id, filters, change, close) {
  const step = r.activities.find((a) => a.id === id);
  const has = (kind) => filters.some((x) => x.kind === kind && x.id === id);
  return h('div', { class: 'chips', role: 'group', 'aria-label': text.filterWays }, h('span', {}, text.filterWays, ' ', h('b', {}, step.name), ':'),
    kinds.map((kind) => h('button', { type: 'button', class: 'small', disabled: has(kind), onclick: () => change([...filters, { kind, id }]) }, text['filter_' + kind])),
    h('button', { type: 'button', class: 'small', 'aria-label': text.close, onclick: close }, '×'));
}
