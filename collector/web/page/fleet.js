// The fleet: agents with a problem come first.
import { ask } from './api.js';
import { coverageTable } from './coverage.js';
import { firstSteps } from './firststeps.js';
import { h, show } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';
import { enrolTokens } from './tokens.js';

const DAY = 86_400_000;
const silent = (a) => a.state === 'active' && (!a.last_contact || Date.now() - new Date(a.last_contact) > DAY);
const trouble = (a) => (a.state === 'revoked' ? 2 : silent(a) ? 1 : 0);

function tag(a) {
  if (a.state === 'revoked') return h('span', { class: 'tag bad' }, text.revoked);
  return silent(a) ? h('span', { class: 'tag warn' }, text.silent) : h('span', { class: 'tag ok' }, text.active);
}

export async function fleet(session) {
  const [status, list, policies] = await Promise.all([ask('status'), ask('agents?limit=500'), session.may.view_policies ? ask('policies') : {}]);
  const items = list.items.sort((a, b) => trouble(b) - trouble(a) || b.lost_events - a.lost_events || a.id.localeCompare(b.id));
  const column = (label, cls) => h('th', { scope: 'col', class: cls }, label);
  const cell = (label, cls, ...children) => h('td', { 'data-label': label, class: cls }, ...children);
  show(h('h1', {}, text.fleetHeading),
    h('p', { class: 'lead' }, text.fleetLead(f.count(status.agents, 'agents'), f.count(status.events, 'events'), f.bytes(status.bytes_per_event))),
    policies.stage && h('p', { class: 'lead' }, text.stageNow(policies.stage)),
    status.latest_run == null && firstSteps(status),
    items.length > 0 && h('div', { class: 'scroll' }, h('table', { class: 'cards' },
        h('thead', {}, h('tr', {}, column(text.agent), column(text.state), column(text.group), column(text.version), column(text.platform), column(text.policyOf, 'number'),
          column(text.lastContact), column(text.events, 'number'), column(text.lost, 'number'), column(text.missing, 'number'))),
        h('tbody', {}, items.map((a) => h('tr', {}, cell('', 'name', h('code', { title: a.id }, a.id.slice(0, 8))), cell(text.state, '', tag(a)), cell(text.group, '', a.group),
          cell(text.version, '', a.version), cell(text.platform, '', a.platform), cell(text.policyOf, 'number' + (a.policy_version < (policies.active_version || 0) ? ' warn' : ''), f.number(a.policy_version)),
          h('td', { 'data-label': text.lastContact, title: f.moment(a.last_contact) }, f.ago(a.last_contact)),
          cell(text.events, 'number', f.number(a.events)), cell(text.lost, 'number' + (a.lost_events > 0 ? ' warn' : ''), f.number(a.lost_events)),
          cell(text.missing, 'number', f.number(a.missing_events))))))),
    status.latest_run != null && await coverageTable(), session.may.manage_fleet && await enrolTokens());
}
