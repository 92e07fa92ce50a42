// Counts with noise, for figures that leave the house: what was told, and what is left of the year's budget.
import { ask } from './api.js';
import { h, say, show } from './dom.js';
import * as f from './format.js';
import { locale, text } from './messages.js';
import { privacyTabs } from './privacytabs.js';

const thousandths = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });

// Mean distance of a two-sided geometric draw from nothing.
export function meanError(epsilon) {
  const alpha = Math.exp(-epsilon);
  return (2 * alpha) / (1 - alpha * alpha);
}

function budget(b) {
  return h('div', { class: 'facts' }, h('div', {}, h('div', { class: 'label' }, text.budgetOf(b.year)), h('div', { class: 'value' }, `ε ${thousandths.format(b.epsilon)}`)),
    h('div', {}, h('div', { class: 'label' }, text.budgetSpent), h('div', { class: 'value' }, `ε ${thousandths.format(b.spent)}`)),
    h('div', {}, h('div', { class: 'label' }, text.budgetLeft), h('div', { class: 'value' }, `ε ${thousandths.format(b.left)}`),
      h('meter', { min: 0, max: b.epsilon, value: b.left, 'aria-label': text.budgetLeft })));
}

function form(routines, left, again) {
  const place = h('p', { role: 'status' });
  const routine = h('select', { id: 'count-routine', required: true }, routines.map((r) => h('option', { value: r.key }, r.name)));
  const epsilon = h('input', { id: 'count-epsilon', type: 'number', min: 0.001, max: Math.min(10, left), step: 0.001, value: Math.min(0.1, left), required: true });
  const error = h('p', { class: 'quiet', 'aria-live': 'polite' });
  const weigh = () => { error.textContent = epsilon.value > 0 ? text.countError(f.decimal(meanError(+epsilon.value))) : ''; };
  epsilon.addEventListener('input', weigh);
  weigh();
  return h('section', {}, h('h2', {}, text.countTell), h('form', { class: 'tools', onsubmit: async (event) => {
    event.preventDefault();
    try {
      const told = await ask('noisy-counts', { method: 'POST', body: { routine: routine.value, epsilon: +epsilon.value } });
      await again(text.countTold(f.number(told.people)));
    } catch (problem) {
      place.replaceChildren(h('span', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
    }
  } }, h('div', {}, h('label', { for: 'count-routine' }, text.routine), routine), h('div', {}, h('label', { for: 'count-epsilon' }, 'ε'), epsilon), h('button', { class: 'primary' }, text.countDo)), error, place);
}

export async function counts(session, go, state, note) {
  const [list, roadmap] = await Promise.all([ask('noisy-counts'), ask('roadmap?limit=500').catch(() => ({ items: [] }))]);
  const names = new Map(roadmap.items.map((r) => [r.key, r.name]));
  const off = list.budget.epsilon === 0;
  const may = session.may.edit_policies && !off && list.budget.left > 0 && roadmap.items.length > 0;
  const row = (e) => h('tr', {}, h('td', { 'data-label': text.when, title: f.moment(e.at) }, f.ago(e.at)), h('td', { class: 'name' }, names.get(e.routine) || h('code', {}, e.routine)),
    h('td', { 'data-label': text.peopleNoise, class: 'number' }, f.number(e.people)), h('td', { 'data-label': text.countOff, class: 'number' }, '± ' + f.decimal(meanError(e.epsilon))),
    h('td', { 'data-label': 'ε', class: 'number' }, thousandths.format(e.epsilon)), h('td', { 'data-label': text.who }, e.by));
  show(privacyTabs(session, go, 'counts'), h('h1', {}, text.countsHeading), h('p', { class: 'lead' }, text.countsLead),
    off ? h('section', { class: 'state' }, h('h2', {}, text.countsOff), h('p', {}, text.countsOffText)) : budget(list.budget),
    note && h('p', { role: 'status' }, h('span', { class: 'tag ok' }, text.countDone), ' ', note),
    may && form(roadmap.items, list.budget.left, (told) => counts(session, go, state, told)),
    !off && (list.items.length === 0 ? h('p', { class: 'quiet' }, text.countsNone)
      : h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.when), h('th', { scope: 'col' }, text.routine),
        [text.peopleNoise, text.countOff, 'ε'].map((label) => h('th', { scope: 'col', class: 'number' }, label)), h('th', { scope: 'col' }, text.who))), h('tbody', {}, list.items.map(row))))));
  if (note) say(note);
}
