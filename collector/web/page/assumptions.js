// What if: the roadmap's formula (docs/formats/roadmap.md) with other assumptions, in the browser.
import { h } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

// Hours saved a month that give half of the points for saving (collector/opportunity/roadmap.cc).
const HOURS_FOR_HALF = 10;
const base = (manifest) => ({ auto: manifest?.default_automatability ?? 0.7, handled: manifest?.exception_handling_share ?? 1, upkeep: manifest?.maintenance_share_per_year ?? 0.2, effort: 1 });
const clamp = (v) => Math.max(0, Math.min(1, v));
export const kinds = { auto: [0, 1, 0.05], handled: [0, 1, 0.05], upkeep: [0, 0.6, 0.05], effort: [0.25, 3, 0.25] };

export function assumptions(manifest, state) {
  const standard = base(manifest);
  const chosen = Object.fromEntries(Object.keys(kinds).map((key) => [key, state[key] == null || !Number.isFinite(+state[key]) ? standard[key] : +state[key]]));
  return { standard, chosen, changed: Object.keys(kinds).some((key) => chosen[key] !== standard[key]) };
}

// The row as it would be; its parts add up to its score.
export function reckon(row, a) {
  if (!a.changed) return row;
  const c = a.chosen;
  const predictable = row.parts.find((p) => p.key === 'determinism').value;
  const applications = row.parts.find((p) => p.key === 'applications').value;
  // Tables of single applications keep their proportion to the default.
  const app = clamp(a.standard.auto > 0 ? applications * c.auto / a.standard.auto : c.auto);
  const build_hours = row.build_hours * c.effort;
  const saved = row.hours_per_month * app * (0.5 + 0.5 * predictable) * (1 - Math.min(1, row.exception_share * c.handled)) - build_hours * c.upkeep / 12;
  const positive = Math.max(0, saved);
  const value = { saving: positive / (positive + HOURS_FOR_HALF), applications: app };
  const parts = row.parts.map((p) => p.key in value ? { ...p, value: value[p.key], points: value[p.key] * p.weight,
    reason: p.key === 'saving' ? text.wouldSave(f.decimal(saved), f.decimal(row.hours_per_month)) : text.wouldAutomate(f.share(app)) } : p);
  return { ...row, parts, build_hours, saved_hours_per_month: saved, payback_months: saved > 0 ? build_hours / saved : null, score: parts.reduce((sum, p) => sum + p.points, 0) };
}

export function sliders(a, change) {
  const show = { auto: f.share, handled: f.share, upkeep: f.share, effort: (v) => '× ' + f.decimal(v) };
  return h('div', { class: 'sliders' }, Object.entries(kinds).map(([key, [min, max, step]]) => {
    const out = h('output', { for: 'assume-' + key, class: 'number' }, show[key](a.chosen[key]));
    return h('div', {}, h('label', { for: 'assume-' + key }, text['assume_' + key]), out,
      h('input', { type: 'range', id: 'assume-' + key, min, max, step, value: a.chosen[key], oninput: (event) => { out.textContent = show[key](+event.target.value); change(key, +event.target.value, a.standard[key]); } }));
  }), a.changed && h('p', { class: 'quiet' }, text.assumeChanged));
}
