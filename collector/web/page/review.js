// One decision at a time, largest effect first: the evidence left, the question right.
import { ask } from './api.js';
import { h, say, show } from './dom.js';
import { edit, editPanel, lastActive, undo } from './edits.js';
import * as f from './format.js';
import { text } from './messages.js';
import { evidence } from './routine.js';
import { slight } from './slight.js';

function queue(items, at, pick) {
  return h('ol', { class: 'queue' }, items.slice(0, 12).map((item, i) => h('li', {},
    h('button', { type: 'button', 'aria-current': i === at ? 'true' : null, onclick: () => pick(item.routine.key) },
      h('span', {}, item.routine.name), h('span', { class: 'number quiet', title: text.effectHelp }, text.effect(f.decimal(item.review.effect_hours)))))),
  items.length > 12 && h('li', { class: 'quiet' }, text.more(f.number(items.length - 12))));
}

async function nothing(session, place) {
  const last = session.may.edit_results && await lastActive();
  show(h('h1', {}, text.reviewHeading), h('section', { class: 'state' }, h('h2', {}, text.reviewEmpty), h('p', {}, text.reviewEmptyText),
    last && h('button', { type: 'button', onclick: () => undo(last.seq, place, () => place.reload()) }, `${text.undo} #${last.seq}`), place), await slight({}));
}

export async function review(session, go, state) {
  const list = await ask('review?limit=500');
  const place = h('p', { class: 'quiet', role: 'status' });
  const reload = (keep) => { go({ view: 'review', ...(keep ? { pick: keep } : {}) }, true); return review(session, go, keep ? { pick: keep } : {}); };
  place.reload = reload;
  if (list.items.length === 0) return nothing(session, place);
  const found = list.items.findIndex((item) => item.routine.key === state.pick);
  const at = found < 0 ? 0 : found;
  const { review: why, routine: row } = list.items[at];
  const r = await ask('routines/' + encodeURIComponent(row.key));
  const near = new Map(why.similar.map((s) => [s.key, s.similarity]));
  const others = list.items.filter((item) => item.routine.key !== row.key).map((item) => ({ key: item.routine.key, name: item.routine.name, similarity: near.get(item.routine.key) || 0 }))
    .sort((a, b) => b.similarity - a.similarity);
  const decide = (kind) => edit({ kind, routine: row.key }, place, () => reload());
  const step = (by) => { const next = list.items[at + by]; if (next) reload(next.routine.key); };
  const takeBack = async () => {
    const last = await lastActive();
    if (!last) return say(text.noEdits);
    await undo(last.seq, place, () => reload(last.routine));
  };
  const keys = { j: () => step(1), k: () => step(-1) };
  if (session.may.edit_results) {
    Object.assign(keys, { y: () => decide('confirm'), n: () => decide('wrong'), h: () => decide('hide'), u: takeBack,
      r: () => document.getElementById('rename')?.select(), m: () => document.getElementById('merge')?.focus(),
      s: () => document.querySelector('.variant input')?.focus() });
  }
  const key = (name, label, primary) => h('button', { type: 'button', class: primary ? 'primary' : null, onclick: keys[name] }, h('kbd', {}, name), ' ', label);
  const doubtful = list.items.reduce((sum, item) => sum + item.review.effect_hours, 0);
  show(h('div', { class: 'head' }, h('h1', {}, text.reviewHeading)),
    h('p', { class: 'lead' }, text.reviewLead(f.count(list.items.length, 'routines'), f.decimal(doubtful))),
    h('div', { class: 'split' },
      h('div', {}, h('h2', { class: 'first' }, h('a', { href: '?routine=' + r.key, onclick: (e) => { e.preventDefault(); go({ routine: r.key }); } }, r.name)), evidence(r, session.may.edit_results)),
      h('div', {}, h('aside', { 'aria-label': text.question },
        h('h2', {}, text.question), h('p', {}, text.questionWhy(f.share(why.confidence), f.decimal(why.hours_per_month))),
        why.doubtful && h('p', {}, h('span', { class: 'tag warn' }, text.doubtful)),
        session.may.edit_results && h('div', { class: 'buttons' }, key('y', text.doConfirm, true), key('n', text.doWrong), key('h', text.doHide), key('u', text.undo)),
        place, await editPanel(session, r, others, (answer) => reload(answer.gone || row.key), true),
        h('h2', {}, text.queue), queue(list.items, at, reload)))), await slight(state));
  document.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  };
}
