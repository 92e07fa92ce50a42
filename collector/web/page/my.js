// My data: for the person who is recorded. Opened by the own agent (adit-agent my-data); no account, no role.
import { ask, Problem } from './api.js';
import { h, say, show } from './dom.js';
import * as f from './format.js';
import { language, text } from './messages.js';

document.documentElement.lang = language;
document.title = text.myTitle;
const cell = (label, cls, ...children) => h('td', { 'data-label': label, class: cls }, ...children);
const head = (labels) => h('thead', {}, h('tr', {}, labels.map((label) => h('th', { scope: 'col' }, label))));
const fact = (label, value, note) => h('div', {}, h('div', { class: 'label' }, label), h('div', { class: 'value' }, value), note && h('div', { class: 'note' }, note));
const rows = (counts) => Object.entries(counts || {}).sort((a, b) => b[1] - a[1]);

// What the agent itself counted since it was started: it never left this computer but for this page.
function dropped(counts) {
  if (!counts) return h('section', {}, h('h2', {}, text.myDropped), h('p', { class: 'quiet' }, text.myNoCounts));
  const list = (label, entries) => entries.length > 0 && [h('h3', {}, label), h('ul', { class: 'counts' }, entries.map(([rule, n]) => h('li', {}, h('code', {}, rule), ' ', h('span', { class: 'number' }, f.number(n)))))];
  return h('section', {}, h('h2', {}, text.myDropped), h('p', { class: 'quiet' }, text.myDroppedText),
    h('div', { class: 'facts' }, fact(text.mySeen, f.number(counts.accepted)), fact(text.myRecorded, f.number(counts.recorded)), fact(text.myExistence, f.number(counts.existence)), fact(text.myGone, f.number(counts.dropped))),
    list(text.myByRule, rows(counts.events_by_rule)), list(text.myTexts, rows(counts.texts_by_rule)), list(text.myMasked, rows(counts.findings_by_rule)));
}

function records(list) {
  if (list.length === 0) return h('p', { class: 'quiet' }, text.none);
  const what = (r) => [r.document, r.element_role && r.element ? `${r.element_role} “${r.element}”` : r.element || r.element_role, r.detail].filter(Boolean).join(' · ');
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': text.myRecords }, h('table', { class: 'cards' }, head([text.when, text.application, text.myAction, text.field_title, text.myWhat]),
    h('tbody', {}, list.map((r) => h('tr', {}, cell(text.when, 'quiet when', h('span', { title: f.moment(r.at) }, f.moment(r.at))), cell(text.application, 'name', r.app || '–'), cell(text.myAction, '', r.action.replaceAll('_', ' ')), cell(text.field_title, '', r.window || '–'), cell(text.myWhat, '', what(r) || '–'))))));
}

function erasing(again) {
  const place = h('p', { role: 'status' });
  const minutes = h('input', { type: 'number', id: 'minutes', min: 1, max: 1440, value: 10, required: true });
  return h('section', { class: 'state' }, h('h2', {}, text.myErase), h('p', {}, text.myEraseText),
    h('form', { class: 'row', onsubmit: async (event) => {
      event.preventDefault();
      try {
        const done = await ask('my-data/records?minutes=' + encodeURIComponent(minutes.value), { method: 'DELETE' });
        await again(text.myErased(f.count(done.erased_events, 'events')));
      } catch (problem) {
        place.replaceChildren(h('span', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
      }
    } }, h('label', { for: 'minutes' }, text.myMinutes), minutes, h('button', { class: 'primary' }, text.myEraseDo)),
    place, h('p', { class: 'quiet' }, text.myLocal, ' ', h('code', {}, 'adit-agent pause'), ' · ', h('code', {}, 'adit-agent forget'), ' · ', h('code', {}, 'adit-agent preview')));
}

async function draw(note) {
  const d = await ask('my-data');
  const most = Math.max(1, ...d.days.map((day) => day.events));
  show(h('h1', {}, text.myHeading), h('p', { class: 'lead' }, text.myLead(d.min_people, d.policy?.server_days)), note && h('p', { role: 'status' }, note),
    h('div', { class: 'facts' }, fact(text.events, f.number(d.events), text.myBatches(f.number(d.batches))), fact(text.lastContact, f.ago(d.last_contact)), fact(text.lost, f.number(d.lost_events), text.myLost), fact(text.group, d.group), fact(text.agent, h('code', {}, d.agent.slice(0, 8)))),
    h('div', { class: 'split' }, h('div', {}, h('h2', {}, text.myRecords), h('p', { class: 'quiet' }, text.myRecordsText), records(d.records)),
      h('div', {}, erasing(async (message) => { say(message); await draw(message); }), dropped(d.agent_counts),
        h('section', {}, h('h2', {}, text.myDays), h('ul', { class: 'counts' }, d.days.map((day) => h('li', {}, f.date(day.day), ' ', h('meter', { min: 0, max: most, value: day.events, 'aria-label': f.date(day.day) }), ' ', h('span', { class: 'number' }, f.number(day.events)))))),
        h('section', {}, h('h2', {}, text.myApps), h('ul', { class: 'counts' }, d.apps.map((a) => h('li', {}, a.app || '–', ' ', h('span', { class: 'number' }, f.number(a.events)))))))));
  if (note) say(note);
}

function closed(message) {
  show(h('section', { class: 'state' }, h('h1', {}, text.myHeading), h('p', {}, message || text.myOpen), h('p', {}, h('code', {}, 'adit-agent my-data --open'))));
}

// The code is used once and leaves the address at once.
async function start() {
  const code = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  try {
    if (code) await ask('my-data/session', { method: 'POST', body: { code } });
    await draw();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    closed(problem.status === 0 ? text.offlineHeading : problem.status === 410 ? text.myUsed : problem.status === 401 ? '' : problem.message);
  }
}
start();
