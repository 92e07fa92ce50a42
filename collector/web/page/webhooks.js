// Webhooks: addresses of other systems, what they want to hear, and whether it arrived.
import { ask } from './api.js';
import { h, say } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

const states = { delivered: 'ok', failed: 'bad', waiting: 'warn' };

async function log(id, place) {
  const { items } = await ask(`webhooks/${id}/deliveries?limit=30`);
  place.replaceChildren(items.length === 0 ? h('p', { class: 'quiet' }, text.noDeliveries) : h('ol', { class: 'history' }, items.map((d) => h('li', {},
    h('span', { class: 'tag ' + states[d.state] }, text['delivery_' + d.state]), ' ', h('code', {}, d.event), ' ', h('span', { class: 'quiet', title: f.moment(d.created) }, f.ago(d.created)),
    h('span', { class: 'quiet' }, ` · ${text.attempts(f.number(d.attempts))}`, d.error && ` · ${d.error}`, d.next && ` · ${text.again} ${f.ago(d.next)}`)))));
}

export async function webhooks() {
  const place = h('div', { role: 'status' });
  const deliveries = h('div', {});
  const body = h('tbody', {});
  const attempt = async (run) => {
    try {
      const node = await run();
      place.replaceChildren(node || text.editDone);
      say(place.textContent);
    } catch (problem) {
      place.replaceChildren(h('span', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
    }
  };
  const load = async () => {
    const list = await ask('webhooks');
    const button = (w, label, run) => h('button', { type: 'button', class: 'small', 'aria-label': `${label}: ${w.url}`, onclick: () => attempt(run) }, label);
    body.replaceChildren(...list.items.map((w) => h('tr', {}, h('td', { class: 'name' }, w.url), h('td', { 'data-label': text.wants }, w.events.length === 0 ? text.all : w.events.join(', ')),
      h('td', { 'data-label': text.state }, w.disabled ? h('span', { class: 'tag bad' }, text.disabled) : h('span', { class: 'tag ok' }, text.active)),
      h('td', { 'data-label': '' }, button(w, text.testIt, async () => { await ask(`webhooks/${w.id}/test`, { method: 'POST', body: {} }); await new Promise((done) => setTimeout(done, 1500)); await log(w.id, deliveries); }),
        button(w, text.deliveries, () => log(w.id, deliveries)), button(w, text.removeView, async () => { await ask('webhooks/' + w.id, { method: 'DELETE' }); deliveries.replaceChildren(); await load(); })))));
    return list.types;
  };
  const types = await load();
  const url = h('input', { type: 'url', id: 'hook-url', required: true, placeholder: 'https://' });
  const events = h('select', { id: 'hook-events', multiple: true, size: types.length }, types.map((t) => h('option', { value: t.type, title: t.meaning }, t.type)));
  return h('section', {}, h('h2', {}, text.webhooks), h('p', { class: 'lead' }, text.webhooksLead), place,
    h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, [text.address, text.wants, text.state, ''].map((label) => h(label ? 'th' : 'td', { scope: label ? 'col' : null }, label)))), body)), deliveries,
    h('form', { class: 'tools', onsubmit: (event) => {
      event.preventDefault();
      attempt(async () => {
        const made = await ask('webhooks', { method: 'POST', body: { url: url.value, events: [...events.selectedOptions].map((o) => o.value) } });
        await load();
        return h('p', {}, text.secretTold, ' ', h('code', {}, made.secret));
      });
    } }, h('div', {}, h('label', { for: 'hook-url' }, text.address), url), h('div', {}, h('label', { for: 'hook-events' }, text.wantsNone), events), h('button', {}, text.create)));
}
