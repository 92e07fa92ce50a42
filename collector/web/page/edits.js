// Corrections of a routine: rename, judge, hide, merge, split, and taking any of them back.
import { ask } from './api.js';
import { h, say } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';
import { follow } from './runs.js';

// Sends the edit, waits for the run it may start, then calls `done` with the answer.
export async function edit(body, place, done) {
  await change(() => ask('edits', { method: 'POST', body }), place, done);
}
export async function undo(seq, place, done) {
  await change(() => ask(`edits/${seq}/undo`, { method: 'POST', body: {} }), place, done);
}
async function change(send, place, done) {
  try {
    const answer = await send();
    say(text.editDone);
    if (answer.run) await follow(answer.run, place);
    await done(answer);
  } catch (problem) {
    place.replaceChildren(h('span', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
  }
}
export async function lastActive(routine) {
  const list = await ask('edits?limit=50' + (routine ? '&routine=' + routine : ''));
  return list.items.find((e) => e.active && e.kind !== 'undo');
}

export const statusTag = (r) => r.status === 'confirmed' ? h('span', { class: 'tag ok' }, text.statusConfirmed)
  : r.status === 'wrong' ? h('span', { class: 'tag bad' }, text.statusWrong) : r.hidden ? h('span', { class: 'tag' }, text.statusHidden) : null;

function rename(r, place, done) {
  const field = h('input', { id: 'rename', value: r.name, maxlength: 120, required: true });
  return h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); edit({ kind: 'rename', routine: r.key, name: field.value.trim() }, place, done); } },
    h('label', { for: 'rename' }, text.editName), field, h('button', {}, text.save));
}

function merge(r, others, place, done) {
  if (others.length === 0) return null;
  const list = h('select', { id: 'merge' }, others.map((o) => h('option', { value: o.key }, o.similarity ? `${o.name} (${f.share(o.similarity)})` : o.name)));
  return h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); edit({ kind: 'merge', routine: r.key, into: list.value }, place, () => done({ gone: list.value })); } },
    h('label', { for: 'merge' }, text.editMerge), list, h('button', {}, text.mergeDo));
}

// The variants are ticked where they are shown; the button counts them.
function split(r, place, done) {
  if (r.variants.length < 2) return null;
  const button = h('button', { disabled: true, id: 'split' }, text.splitDo(0));
  const chosen = () => [...document.querySelectorAll('.variant input:checked')].map((box) => box.value);
  document.getElementById('main').onchange = (event) => {
    if (!event.target.closest('.variant')) return;
    const n = chosen().length;
    button.disabled = n === 0;
    button.textContent = text.splitDo(n);
  };
  return h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); edit({ kind: 'split', routine: r.key, variants: chosen() }, place, done); } },
    h('span', {}, text.editSplit), button);
}

// Where an instance begins or ends, of the step that was clicked.
export function marks(session, r, id, done) {
  const step = r.activities.find((a) => a.id === id);
  if (!session.may.edit_results || !step?.step) return null;
  const place = h('span', { role: 'status' });
  return h('div', { class: 'chips', role: 'group', 'aria-label': text.markAs }, h('span', {}, text.markAs), ['start', 'end'].map((kind) =>
    h('button', { type: 'button', class: 'small', onclick: () => edit({ kind, routine: r.key, step: step.step }, place, done) }, text['mark_' + kind])), place);
}

const describe = (e) => ({ rename: text.didRename(e.name), merge: text.didMerge, split: text.didSplit, hide: text.didHide,
  start: text.didStart, end: text.didEnd, confirm: text.didConfirm, wrong: text.didWrong, undo: text.didUndo(e.undoes) })[e.kind] || e.kind;

export function history(edits, mayEdit, place, done) {
  if (edits.length === 0) return h('p', { class: 'quiet' }, text.noEdits);
  return h('ol', { class: 'history' }, edits.map((e) => h('li', { class: e.active ? null : 'gone' },
    h('span', {}, `#${e.seq} ${describe(e)}`), ' ', h('span', { class: 'quiet', title: f.moment(e.at) }, `${e.author}, ${f.ago(e.at)}`),
    !e.active && h('span', { class: 'tag' }, text.undone),
    mayEdit && e.active && e.kind !== 'undo' && h('button', { type: 'button', class: 'small', onclick: () => undo(e.seq, place, done) }, text.undo))));
}

export async function editPanel(session, r, others, done, judged) {
  const edits = (await ask('edits?limit=20&routine=' + r.key)).items;
  const place = h('p', { class: 'quiet', role: 'status' });
  const button = (kind, label) => h('button', { type: 'button', onclick: () => edit({ kind, routine: r.key }, place, done) }, label);
  return h('section', { class: 'edits', 'aria-label': text.editHeading }, h('h2', {}, text.editHeading),
    session.may.edit_results && [rename(r, place, done),
      !judged && h('div', { class: 'buttons' }, r.status !== 'confirmed' && button('confirm', text.doConfirm), r.status !== 'wrong' && button('wrong', text.doWrong), !r.hidden && button('hide', text.doHide)),
      merge(r, others, place, done), split(r, place, done)],
    place, history(edits, session.may.edit_results, place, done));
}
