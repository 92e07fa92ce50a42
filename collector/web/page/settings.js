// Settings: the own password, and for administrators the accounts.
import { ask } from './api.js';
import { h, say, show } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';
import { apiTokens } from './tokens.js';
import { webhooks } from './webhooks.js';

const roles = ['analyst', 'officer', 'operator', 'auditor', 'admin'];
const roleSelect = (id, value, onchange) => h('select', { id, 'aria-label': id ? null : text.role, onchange },
  roles.map((role) => h('option', { value: role, selected: role === value }, text['role_' + role])));
const told = (name, password) => h('p', { role: 'status' }, text.passwordTold(name), ' ', h('code', {}, password));

async function tell(place, run) {
  try {
    const node = await run();
    place.replaceChildren(node || text.editDone);
    say(text.editDone);
  } catch (problem) {
    place.replaceChildren(h('span', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
  }
}

function ownPassword() {
  const place = h('div', { class: 'quiet' });
  const old = h('input', { type: 'password', id: 'old', autocomplete: 'current-password', required: true });
  const fresh = h('input', { type: 'password', id: 'new', autocomplete: 'new-password', minlength: 12, required: true });
  return h('section', { class: 'state' }, h('h2', {}, text.ownPassword), h('form', { onsubmit: (event) => {
    event.preventDefault();
    tell(place, () => ask('session/password', { method: 'PUT', body: { old: old.value, new: fresh.value } }));
  } }, h('label', { for: 'old' }, text.oldPassword), old, h('label', { for: 'new' }, text.newPassword), fresh, h('div', {}, h('button', { class: 'primary' }, text.save))), place);
}

async function accounts(again) {
  const users = (await ask('users')).items;
  const place = h('div', {});
  const change = (user, body) => tell(place, async () => {
    const answer = await ask('users/' + encodeURIComponent(user.name), { method: 'PUT', body });
    if (answer.password) return told(user.name, answer.password);
    again();
  });
  const name = h('input', { id: 'account', pattern: '[a-z0-9.@_\\-]+', maxlength: 64, required: true });
  const role = roleSelect('role', 'analyst');
  role.setAttribute('aria-label', text.role);
  const cell = (label, ...children) => h('td', { 'data-label': label }, ...children);
  return h('section', {}, h('h2', {}, text.accounts), h('p', { class: 'lead' }, text.accountsLead), place,
    h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, [text.account, text.role, text.state, text.since, ''].map((label) => h(label ? 'th' : 'td', { scope: label ? 'col' : null }, label)))),
      h('tbody', {}, users.map((user) => h('tr', {}, h('td', { class: 'name' }, user.name),
        cell(text.role, roleSelect(null, user.role, (event) => change(user, { role: event.target.value }))),
        cell(text.state, user.disabled ? h('span', { class: 'tag bad' }, text.disabled) : user.locked ? h('span', { class: 'tag warn' }, text.locked) : h('span', { class: 'tag ok' }, text.active)),
        cell(text.since, f.date(user.created)),
        cell('', h('button', { type: 'button', class: 'small', onclick: () => change(user, { disabled: !user.disabled }) }, user.disabled ? text.enable : text.disable),
          h('button', { type: 'button', class: 'small', onclick: () => change(user, { reset_password: true }) }, text.resetPassword))))))),
    h('form', { class: 'row wide', onsubmit: (event) => {
      event.preventDefault();
      tell(place, async () => {
        const answer = await ask('users', { method: 'POST', body: { name: name.value, role: role.value } });
        setTimeout(again, 0, told(answer.name, answer.password));
      });
    } }, h('label', { for: 'account' }, text.newAccount), name, role, h('button', {}, text.create)));
}

export async function settings(session, note) {
  show(h('h1', {}, text.settingsHeading), note, h('p', { class: 'lead' }, text.signedInAs(session.name, text['role_' + session.role])),
    session.may.manage_users && await accounts((more) => settings(session, more)), session.may.administer && await apiTokens(roleSelect), session.may.administer && await webhooks(), session.account ? ownPassword() : h('p', { class: 'quiet' }, text.tokenSession));
}
