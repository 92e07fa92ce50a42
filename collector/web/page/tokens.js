// Tokens: enrolment tokens for machines, API tokens for programs. A token's text is told once.
import { ask } from './api.js';
import { h, say } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

const told = (token) => h('p', { role: 'status' }, text.tokenTold, ' ', h('code', {}, token));
const state = (t) => t.revoked ? h('span', { class: 'tag bad' }, text.revoked) : new Date(t.expires) < Date.now() ? h('span', { class: 'tag' }, text.expired)
  : t.uses != null && t.uses >= t.uses_max ? h('span', { class: 'tag' }, text.usedUp) : h('span', { class: 'tag ok' }, text.active);
const field = (id, label, attributes) => [h('label', { for: id }, label), h('input', { id, required: true, ...attributes })];

// One table and one form: what both kinds of token have in common.
async function section({ path, heading, lead, columns, row, inputs, wish }) {
  const place = h('div', {});
  const body = h('tbody', {});
  const load = async () => {
    const tokens = (await ask(path)).items;
    body.replaceChildren(...tokens.map((t) => h('tr', {}, row(t).map((value, i) => h('td', { 'data-label': columns[i], class: i === 0 ? 'name' : null }, value)),
      h('td', { 'data-label': text.state }, state(t)), h('td', { 'data-label': text.expires, title: f.moment(t.expires) }, f.date(t.expires)),
      h('td', { 'data-label': '' }, !t.revoked && h('button', { type: 'button', class: 'small', 'aria-label': `${text.revoke} ${row(t)[0]}`, onclick: () => attempt(async () => { await ask(`${path}/${encodeURIComponent(t.id)}`, { method: 'DELETE' }); await load(); return text.editDone; }) }, text.revoke)))));
  };
  const attempt = async (run) => {
    try {
      place.replaceChildren(await run());
      say(place.textContent);
    } catch (problem) {
      place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
    }
  };
  await load();
  return h('section', {}, h('h2', {}, heading), h('p', { class: 'lead' }, lead), place,
    h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, [...columns, text.state, text.expires, ''].map((label) => h(label ? 'th' : 'td', { scope: label ? 'col' : null }, label)))), body)),
    h('form', { class: 'tools', onsubmit: (event) => {
      event.preventDefault();
      attempt(async () => {
        const made = await ask(path, { method: 'POST', body: wish(event.target.elements) });
        await load();
        return told(made.token);
      });
    } }, inputs, h('button', {}, text.create)));
}

export const enrolTokens = () => section({
  path: 'enrol-tokens', heading: text.enrolTokens, lead: text.enrolTokensLead, columns: [text.group, text.uses],
  row: (t) => [t.group, `${f.number(t.uses)} / ${f.number(t.uses_max)}`],
  inputs: [h('div', {}, field('token-group', text.group, { maxlength: 64, value: 'default' })), h('div', {}, field('token-uses', text.machines, { type: 'number', min: 1, max: 100000, value: 1 })),
    h('div', {}, field('token-days', text.days, { type: 'number', min: 1, max: 30, value: 7 }))],
  wish: (e) => ({ group: e['token-group'].value, uses: +e['token-uses'].value, days: +e['token-days'].value }),
});

export const apiTokens = (roleSelect) => section({
  path: 'administration/api-tokens', heading: text.apiTokens, lead: text.apiTokensLead, columns: [text.editName, text.role],
  row: (t) => [t.name, text['role_' + t.role]],
  inputs: [h('div', {}, field('api-name', text.editName, { maxlength: 64 })), h('div', {}, h('label', { for: 'api-role' }, text.role), roleSelect('api-role', 'analyst')),
    h('div', {}, field('api-days', text.days, { type: 'number', min: 1, max: 3650, value: 90 }))],
  wish: (e) => ({ name: e['api-name'].value, role: e['api-role'].value, days: +e['api-days'].value }),
});
