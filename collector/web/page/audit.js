// Audit: who did and saw what, newest first, and whether the chain is whole.
import { ask } from './api.js';
import { h, say, show } from './dom.js';
import { download } from './picture.js';
import * as f from './format.js';
import { text } from './messages.js';

const row = (e) => h('tr', {}, h('td', { 'data-label': '#', class: 'number quiet' }, e.seq), h('td', { 'data-label': text.when, title: f.moment(e.at) }, f.ago(e.at)),
  h('td', { 'data-label': text.who }, e.actor || h('span', { class: 'quiet' }, '–')), h('td', { class: 'name' }, e.action), h('td', { 'data-label': text.target }, h('code', {}, e.target)),
  h('td', { 'data-label': text.state }, e.outcome === 'ok' ? h('span', { class: 'tag ok' }, 'ok') : h('span', { class: 'tag bad' }, e.outcome)),
  h('td', { 'data-label': text.hash }, h('code', { title: e.hash }, e.hash.slice(0, 8))));

async function verify(place) {
  place.replaceChildren('…');
  const answer = await ask('audit/verify');
  const message = answer.whole ? text.chainWhole(f.number(answer.entries)) : answer.message;
  place.replaceChildren(h('span', { class: 'tag ' + (answer.whole ? 'ok' : 'bad') }, answer.whole ? text.whole : text.broken), ' ', message,
    answer.last_hash && h('p', { class: 'quiet' }, text.lastHash, ' ', h('code', {}, answer.last_hash)));
  say(message);
}

// Signed statements to keep elsewhere: `adit audit verify --checkpoint FILE` compares the chain with them.
async function checkpoints() {
  const list = h('ol', { class: 'history' });
  const place = h('span', { role: 'status' });
  const load = async () => {
    const { items } = await ask('audit/checkpoints');
    list.replaceChildren(...items.slice(0, 12).map((c) => h('li', {}, h('a', { href: '#', onclick: (event) => { event.preventDefault(); download(c.text, `audit-checkpoint-${c.entries}.txt`); } }, text.checkpoint(f.number(c.entries))),
      ' ', h('span', { class: 'quiet', title: f.moment(c.at) }, f.ago(c.at)))));
    if (items.length === 0) list.replaceChildren(h('li', { class: 'quiet' }, text.none));
  };
  await load();
  return h('details', { class: 'whatif' }, h('summary', {}, text.checkpoints), h('p', { class: 'quiet' }, text.checkpointsText), list,
    h('button', { type: 'button', class: 'small', onclick: async () => {
      const made = await ask('audit/checkpoints', { method: 'POST', body: {} });
      await load();
      place.textContent = text.checkpointMade(f.number(made.entries));
    } }, text.checkpointMake), ' ', place);
}

export async function audit() {
  let list = await ask('audit?limit=200&order=newest');
  const body = h('tbody', {}, list.items.map(row));
  const place = h('div', { class: 'quiet', role: 'status' });
  const filter = h('input', { type: 'search', id: 'filter', placeholder: text.filter, 'aria-label': text.filter, oninput: () => {
    const wanted = filter.value.toLowerCase();
    for (const tr of body.children) tr.hidden = !tr.textContent.toLowerCase().includes(wanted);
  } });
  const more = h('button', { type: 'button', hidden: !list.next_cursor, onclick: async () => {
    list = await ask('audit?limit=200&order=newest&cursor=' + list.next_cursor);
    body.append(...list.items.map(row));
    more.hidden = !list.next_cursor;
  } }, text.older);
  show(h('div', { class: 'head' }, h('h1', {}, text.auditHeading), h('button', { type: 'button', onclick: () => verify(place) }, text.verify)),
    h('p', { class: 'lead' }, text.auditLead), place, await checkpoints(), h('div', { class: 'tools' }, filter),
    h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, ['#', text.when, text.who, text.action, text.target, text.state, text.hash].map((label) => h('th', { scope: 'col' }, label)))), body)), more);
}
