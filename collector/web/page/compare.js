// Two runs side by side: what appeared, vanished, slowed down or sped up.
import { ask } from './api.js';
import { h, show } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

const SLOWER = 1.2;

export function differences(before, after) {
  const old = new Map(before.map((r) => [r.key, r]));
  const fresh = new Map(after.map((r) => [r.key, r]));
  const both = after.filter((r) => old.has(r.key)).map((r) => ({ now: r, was: old.get(r.key) }));
  const factor = ({ now, was }) => (now.median_duration_s && was.median_duration_s ? now.median_duration_s / was.median_duration_s : 1);
  return { appeared: after.filter((r) => !old.has(r.key)), vanished: before.filter((r) => !fresh.has(r.key)),
    slowed: both.filter((p) => factor(p) >= SLOWER), sped: both.filter((p) => factor(p) <= 1 / SLOWER), both };
}

const everything = async (run) => (await ask(`roadmap?limit=500&run=${encodeURIComponent(run)}`)).items;

export async function compare(session, go, state) {
  const runs = (await ask('runs?limit=100')).items.filter((run) => run.state === 'done');
  if (runs.length < 2) return show(h('h1', {}, text.compareHeading), h('section', { class: 'state' }, h('h2', {}, text.compareNone), h('p', {}, text.compareNoneText)));
  const b = state.b || String(runs[0].id);
  const a = state.a || String(runs[1].id);
  let d;
  try { d = differences(await everything(a), await everything(b)); } catch (problem) { if (problem.status !== 404) throw problem; d = differences([], []); }
  const pick = (name, value) => h('select', { id: name, 'aria-label': text[name === 'a' ? 'before' : 'after'], onchange: (event) => go({ view: 'compare', a, b, [name]: event.target.value }) },
    runs.map((run) => h('option', { value: run.id, selected: String(run.id) === value }, `#${run.id} · ${f.moment(run.finished)}`)));
  const link = (r, run) => h('a', { href: `?routine=${r.key}&run=${run}`, onclick: (e) => { e.preventDefault(); go({ routine: r.key, run }); } }, r.name);
  const section = (label, rows) => h('section', {}, h('h2', {}, `${label} (${rows.length})`), rows.length === 0 ? h('p', { class: 'quiet' }, text.none) : h('ul', {}, rows));
  const times = (p) => h('li', {}, link(p.now, b), ` ${f.duration(p.was.median_duration_s)} → ${f.duration(p.now.median_duration_s)}`);
  show(h('h1', {}, text.compareHeading), h('div', { class: 'tools' }, h('label', {}, text.before, pick('a', a)), h('label', {}, text.after, pick('b', b))),
    h('p', { class: 'lead' }, text.compareLead(f.number(d.both.length))),
    section(text.appeared, d.appeared.map((r) => h('li', {}, link(r, b), ` ${f.decimal(r.hours_per_month)} h`))),
    section(text.vanished, d.vanished.map((r) => h('li', {}, link(r, a), ` ${f.decimal(r.hours_per_month)} h`))),
    section(text.slowed, d.slowed.map(times)), section(text.sped, d.sped.map(times)));
}
