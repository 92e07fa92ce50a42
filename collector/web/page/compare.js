// Two periods of one run, tested for change; below it two runs side by side.
import { ask } from './api.js';
import { h, show } from './dom.js';
import { driftSentence } from './drift.js';
import * as f from './format.js';
import { text } from './messages.js';
import { follow } from './runs.js';

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

// The periods as dates of a form; a period ends with the day that is named.
const inDays = (t, back) => new Date(Date.parse(t) - (back ? 1 : 0)).toISOString().slice(0, 10);
const dayAfter = (d) => new Date(Date.parse(d) + 86400e3).toISOString().slice(0, 10);

function periodsForm(session, span, summary, again) {
  if (!session.may.start_runs) return null;
  const at = span.before ? [inDays(span.before.from), inDays(span.before.until, true), inDays(span.now.from), inDays(span.now.until, true)] : ['', '', '', ''];
  const names = ['driftFrom1', 'driftUntil1', 'driftFrom2', 'driftUntil2'];
  const [min, max] = [summary.from, summary.until].map((t) => (t ? t.slice(0, 10) : null));
  const fields = names.map((name, i) => h('input', { type: 'date', id: name, required: true, value: at[i], min, max, 'aria-label': `${text[i < 2 ? 'before' : 'after']}: ${text[i % 2 ? 'until' : 'from']}` }));
  const problem = h('span', { role: 'alert' });
  const submit = async (event) => {
    event.preventDefault();
    const [a, b, c, d] = fields.map((field) => field.value);
    const button = event.target.querySelector('button');
    button.disabled = true;
    try {
      const run = await ask('runs', { method: 'POST', body: { compare: { before: { from: a, until: dayAfter(b) }, now: { from: c, until: dayAfter(d) } } } });
      await follow(run.id, problem);
      await again(run.id);
    } catch (error) { button.disabled = false; problem.className = 'problem'; problem.replaceChildren(error.message || text.offlineHeading); }
  };
  return h('form', { class: 'periods', onsubmit: submit }, h('fieldset', {}, h('legend', {}, text.before), fields[0], ' – ', fields[1]), h('fieldset', {}, h('legend', {}, text.after), fields[2], ' – ', fields[3]),
    h('button', {}, text.comparePeriods), problem);
}

async function periods(session, go, state) {
  const run = state.run ? '&run=' + encodeURIComponent(state.run) : '';
  const list = await ask('drift?limit=500' + run);
  const span = list.run.summary?.drift || {};
  const changed = list.items.filter((item) => item.drift.changes.length > 0);
  const link = (r) => h('a', { href: `?routine=${r.key}`, onclick: (e) => { e.preventDefault(); go({ routine: r.key, ...(state.run ? { run: state.run } : {}) }); } }, r.name);
  const lead = span.reason ? text.driftReason(span.reason) : !span.before ? text.driftOld : text.driftLead({ people: span.people == null ? text.fewPeople : f.count(span.people, 'people'), changed: f.number(changed.length), all: f.count(list.items.length, 'routines'),
    before: `${f.date(span.before.from)} – ${f.lastDay(span.before.until)}`, now: `${f.date(span.now.from)} – ${f.lastDay(span.now.until)}` });
  return [h('p', { class: 'lead' }, lead), periodsForm(session, span, list.run.summary || {}, (id) => go({ view: 'compare', run: id })),
    changed.length === 0 ? span.before && h('p', { class: 'quiet' }, text.driftNone) : h('ul', { class: 'drifted' }, changed.map(({ drift, routine }) => h('li', {}, h('div', {}, link(routine), ' ', h('span', { class: 'quiet' }, `${f.decimal(routine.hours_per_month)} h ${text.perMonth}`)), h('ul', { class: 'changes' }, drift.changes.map((change) => driftSentence(drift, change))))))];
}

export async function compare(session, go, state) {
  let tested = null;
  try { tested = await periods(session, go, state); } catch (problem) { if (problem.status !== 404) throw problem; }
  const head = [h('h1', {}, text.driftHeading), tested];
  const runs = (await ask('runs?limit=100')).items.filter((run) => run.state === 'done');
  if (runs.length < 2) return show(...head, h('section', { class: tested ? null : 'state' }, h('h2', {}, text.compareNone), h('p', { class: 'quiet' }, text.compareNoneText)));
  const b = state.b || String(runs[0].id);
  const a = state.a || String(runs[1].id);
  let d;
  try { d = differences(await everything(a), await everything(b)); } catch (problem) { if (problem.status !== 404) throw problem; d = differences([], []); }
  const pick = (name, value) => h('select', { id: name, 'aria-label': text[name === 'a' ? 'before' : 'after'], onchange: (event) => go({ view: 'compare', ...(state.run ? { run: state.run } : {}), a, b, [name]: event.target.value }) },
    runs.map((run) => h('option', { value: run.id, selected: String(run.id) === value }, `#${run.id} · ${f.moment(run.finished)}`)));
  const link = (r, run) => h('a', { href: `?routine=${r.key}&run=${run}`, onclick: (e) => { e.preventDefault(); go({ routine: r.key, run }); } }, r.name);
  const section = (label, rows) => h('section', {}, h('h3', {}, `${label} (${rows.length})`), rows.length === 0 ? h('p', { class: 'quiet' }, text.none) : h('ul', {}, rows));
  const times = (p) => h('li', {}, link(p.now, b), ` ${f.duration(p.was.median_duration_s)} → ${f.duration(p.now.median_duration_s)}`);
  show(...head, h('h2', {}, text.compareHeading), h('div', { class: 'tools' }, h('label', {}, text.before, pick('a', a)), h('label', {}, text.after, pick('b', b))),
    h('p', { class: 'lead' }, text.compareLead(f.number(d.both.length))),
    section(text.appeared, d.appeared.map((r) => h('li', {}, link(r, b), ` ${f.decimal(r.hours_per_month)} h`))),
    section(text.vanished, d.vanished.map((r) => h('li', {}, link(r, a), ` ${f.decimal(r.hours_per_month)} h`))),
    section(text.slowed, d.slowed.map(times)), section(text.sped, d.sped.map(times)));
}
