// What the second gate withheld: which rule should have caught it on which machine, never the text.
import { ask } from './api.js';
import { h, show } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';
import { privacyTabs } from './privacytabs.js';

function row(e, active) {
  const behind = e.policy_version < active;
  return h('tr', {}, h('td', { 'data-label': text.when, title: f.moment(e.at) }, f.ago(e.at)), h('td', { class: 'name' }, h('code', {}, e.rule)),
    h('td', { 'data-label': text.found }, e.type), h('td', { 'data-label': text.field }, text['field_' + e.field] || e.field),
    h('td', { 'data-label': text.agent }, h('code', { title: e.agent }, e.agent.slice(0, 8)), h('span', { class: 'quiet' }, ' ' + e.agent_version)),
    h('td', { 'data-label': text.policyTab }, f.number(e.policy_version), behind && h('span', { class: 'tag warn' }, text.olderPolicy)),
    h('td', { 'data-label': text.events, class: 'number' }, f.number(e.events)));
}

// The rules that missed most, most first.
function byRule(items) {
  const sums = new Map();
  for (const e of items) sums.set(e.rule, (sums.get(e.rule) || 0) + e.events);
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, 12);
}

export async function withheld(session, go) {
  const [active, first] = await Promise.all([ask('policies/active'), ask('second-gate?limit=200')]);
  let list = first;
  const all = [...list.items];
  const sum = h('p', { class: 'lead' });
  const rules = h('ul', { class: 'counts' });
  const body = h('tbody', {}, all.map((e) => row(e, active.version)));
  const older = h('button', { type: 'button', hidden: !list.next_cursor, onclick: async () => {
    list = await ask('second-gate?limit=200&cursor=' + list.next_cursor);
    all.push(...list.items);
    body.append(...list.items.map((e) => row(e, active.version)));
    older.hidden = !list.next_cursor;
    tell();
  } }, text.older);
  function tell() {
    // By the newest entry of each: older ones may stem from before an update.
    const newest = new Map([...all].reverse().map((e) => [e.agent, e.policy_version]));
    const behind = [...newest.values()].every((version) => version < active.version);
    const since = all.reduce((first, e) => (e.at < first ? e.at : first), all[0].at);
    sum.textContent = text.withheldSum(f.count(all.reduce((n, e) => n + e.events, 0), 'events'), f.count(newest.size, 'agents'), f.ago(since)) + ' ' + (behind ? text.withheldBehind : text.withheldRule);
    rules.replaceChildren(...byRule(all).map(([rule, events]) => h('li', {}, h('code', {}, rule), h('span', { class: 'number' }, f.count(events, 'events')))));
  }
  const heading = [privacyTabs(session, go, 'withheld'), h('h1', {}, text.withheldHeading)];
  if (all.length === 0) {
    show(...heading, h('p', { class: 'lead' }, text.withheldLead), h('section', { class: 'state' }, h('h2', {}, h('span', { class: 'tag ok' }, 'ok'), ' ', text.withheldNone), h('p', {}, text.withheldNoneText)));
    return;
  }
  tell();
  show(...heading, sum, h('div', { class: 'split' },
    h('div', {}, h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, [text.when, text.rule, text.found, text.field, text.agent, text.policyTab].map((label) => h('th', { scope: 'col' }, label)),
      h('th', { scope: 'col', class: 'number' }, text.events))), body)), older),
    h('aside', { 'aria-label': text.withheldByRule }, h('h2', {}, text.withheldByRule), rules, h('p', { class: 'quiet' }, text.withheldLead))));
}
