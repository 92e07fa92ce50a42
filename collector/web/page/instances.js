// Single instances of a routine: how long each step took to come, without whose it was and when.
import { ask } from './api.js';
import { colour, h, s } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

const WIDTH = 240;

function bar(one, longest, activities) {
  const x = (after) => (WIDTH - 4) * Math.min(after, longest) / longest;
  const last = one.steps.at(-1).after_s || 0;
  return s('svg', { class: 'instance', viewBox: `0 0 ${WIDTH} 12`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, s('rect', { class: 'rest', x: 0, y: 5, width: x(last) + 4, height: 2 }),
    one.steps.map((step) => s('rect', { class: 'stripe ' + colour(activities.get(step.activity)?.app), x: x(step.after_s || 0), y: 0, width: 4, height: 12 },
      s('title', {}, `${activities.get(step.activity)?.name} · ${f.duration(step.after_s)}`))));
}

// Of a class of enough people the day is told, else the week, else nothing.
function when(one) {
  if (one.period == null) return text.noPeriod;
  const days = (Date.parse(one.period.until) - Date.parse(one.period.from)) / 864e5;
  return days > 1 ? text.weekOf(f.date(one.period.from)) : f.date(one.period.from);
}

function row(one, ways, longest, activities) {
  const tag = (on, label) => on && h('span', { class: 'tag warn' }, label);
  return h('tr', {}, h('td', { class: 'name', title: text.likeIt(f.count(one.people, 'people')) }, when(one)), h('td', { 'data-label': text.way, class: 'number' }, ways.get(one.variant)),
    h('td', { 'data-label': text.length, class: 'number' }, f.duration(one.duration_s)), h('td', { class: 'wide' }, one.duration_s != null && bar(one, longest, activities), tag(one.rework, text.rework), tag(one.rare_path, text.rarePath), tag(one.slow, text.slowOnes)));
}

// Asked for when it is opened: every look at single instances is in the audit.
export function instances(r, shown, run) {
  const activities = new Map(r.activities.map((a) => [a.id, a]));
  const ways = new Map(r.variants.map((v, i) => [v.id, i + 1]));
  const wanted = new Set(shown.variants.map((v) => v.id));
  const body = h('tbody'), told = h('p', { class: 'quiet', role: 'status' }), place = h('div');
  const more = h('button', { type: 'button', hidden: true }, text.older);
  let all = [], cursor = '';
  const load = async () => {
    const list = await ask(`routines/${encodeURIComponent(r.key)}/instances?limit=20&run=${encodeURIComponent(run.id)}` + (cursor && '&cursor=' + cursor));
    all = all.concat(list.items.filter((one) => shown === r || wanted.has(one.variant)));
    cursor = list.next_cursor;
    // One long pause would press all others together: what is longer than nine in ten ends at the edge.
    const lengths = all.map((one) => one.steps.at(-1).after_s || 0).sort((a, b) => a - b);
    const longest = Math.max(1, lengths[Math.floor(lengths.length * 0.9)] || 0);
    body.replaceChildren(...all.map((one) => row(one, ways, longest, activities)));
    more.hidden = !cursor;
    told.textContent = all.length === 0 ? text.noInstances(run.summary?.min_people) : text.instancesShown(f.number(all.length), f.count(r.instances, 'instances'));
    place.replaceChildren(told, ...(all.length === 0 ? [] : [h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.when), h('th', { scope: 'col', class: 'number' }, text.way), h('th', { scope: 'col', class: 'number' }, text.length), h('th', { scope: 'col' }, text.course))), body), more]));
  };
  more.addEventListener('click', load);
  return h('details', { class: 'instances', ontoggle: (event) => { if (event.target.open && cursor === '') load().catch((problem) => { told.textContent = problem.message; place.replaceChildren(told); }); } },
    h('summary', {}, text.singleInstances), h('p', { class: 'quiet' }, text.singleInstancesText), place);
}
