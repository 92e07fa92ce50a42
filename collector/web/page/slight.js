// Repeats too slight to be ranked: told so that nothing found stays unseen, under the review.
import { ask } from './api.js';
import { h } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

export async function slight(state) {
  const list = await ask('review/slight?limit=100' + (state.run ? '&run=' + encodeURIComponent(state.run) : ''));
  if (list.items.length === 0) return null;
  const cell = (label, cls, ...children) => h('td', { 'data-label': label, class: cls }, ...children);
  const heading = text.slightHeading(f.count(list.items.length, 'routines') + (list.next_cursor ? ' …' : ''));
  return h('section', { class: 'slight' }, h('h2', {}, heading), h('p', { class: 'lead' }, text.slightLead),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': heading }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, [text.routine, text.people, text.instances, text.median, text.stepsKnown].map((label, i) => h('th', { scope: 'col', class: i > 0 && i < 4 ? 'number' : null }, label)))),
      h('tbody', {}, list.items.map((r) => h('tr', {}, h('td', { class: 'name' }, r.name), cell(text.people, 'number', f.number(r.people)), cell(text.instances, 'number', f.number(r.instances)),
        cell(text.median, 'number', f.duration(r.median_duration_s)), cell(text.stepsKnown, 'wide', r.steps.map((step) => step.name).join(' · '))))))));
}
