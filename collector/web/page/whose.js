// Whose machine wrote a pseudonym: one person asks, another officer decides, the answer is shown once to the one who asked.
import { ask } from './api.js';
import { h, say, show } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';
import { privacyTabs } from './privacytabs.js';

const states = { asked: 'warn', approved: 'ok', refused: 'bad', answered: '' };
// "<PERSON:bcdf…>" as it stands in a record, or its letters alone.
const letters = (pasted) => (/[bcdfghjkmnpqrstv]{20}/.exec(pasted) || [pasted.trim()])[0];

function machines(answer) {
  if (answer.machines.length === 0) return h('section', { class: 'state', 'aria-label': text.whoseAnswer }, h('h2', {}, text.whoseAnswer), h('p', {}, text.whoseNobody));
  return h('section', { class: 'state', 'aria-label': text.whoseAnswer }, h('h2', {}, text.whoseAnswer), h('p', { class: 'quiet' }, text.whoseOnce),
    h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, [text.agent, text.group, text.events, text.whoseFirst, text.whoseLast].map((label) => h('th', { scope: 'col' }, label)))),
      h('tbody', {}, answer.machines.map((m) => h('tr', {}, h('td', { class: 'name' }, h('code', {}, m.agent)), h('td', { 'data-label': text.group }, m.group || text.none), h('td', { 'data-label': text.events, class: 'number' }, f.number(m.events)),
        h('td', { 'data-label': text.whoseFirst }, f.moment(m.first)), h('td', { 'data-label': text.whoseLast }, f.moment(m.last))))))));
}

function question(q, session, step) {
  const own = q.asked_by === session.name;
  const decides = session.account && session.may.edit_policies && q.state === 'asked';
  const button = (name, label, primary) => h('button', { type: 'button', class: primary ? 'primary' : null, 'aria-label': `${label}: ${text.whoseQuestion} ${q.id}`, onclick: step(q, name) }, label);
  return h('li', { class: 'ask' }, h('div', {}, h('span', { class: 'tag ' + states[q.state] }, text['whose_' + q.state]), ' ', h('code', {}, q.pseudonym)), h('p', {}, q.reason),
    h('p', { class: 'quiet' }, h('span', { title: f.moment(q.asked) }, text.whoseAsked(q.asked_by, f.ago(q.asked))), q.decided_by && h('span', { title: f.moment(q.decided) }, ' · ' + text.decidedBy(q.decided_by))),
    h('div', { class: 'buttons' }, decides && !own && button('approve', text.stepApprove, true), decides && button('refuse', own ? text.whoseWithdraw : text.whoseRefuse),
      q.state === 'asked' && own && h('span', { class: 'quiet' }, text.fourEyes), session.account && q.state === 'approved' && own && button('answer', text.whoseShow, true),
      q.state === 'approved' && !own && h('span', { class: 'quiet' }, text.whoseForAsker(q.asked_by))));
}

function form(step) {
  const pseudonym = h('input', { id: 'whose-pseudonym', required: true, spellcheck: 'false', autocomplete: 'off', placeholder: '<PERSON:…>' });
  const reason = h('textarea', { id: 'whose-reason', rows: 3, maxlength: 1000, required: true });
  return h('form', { onsubmit: (event) => { event.preventDefault(); step(letters(pseudonym.value), reason.value); } },
    h('label', { for: 'whose-pseudonym' }, text.whosePseudonym), pseudonym, h('label', { for: 'whose-reason' }, text.whoseReason), reason, h('div', {}, h('button', { class: 'primary' }, text.whoseAsk)));
}

export async function whose(session, go, state, note) {
  const list = await ask('reidentifications');
  const place = h('div', { 'aria-live': 'polite' }, note);
  const attempt = async (run) => {
    try {
      const node = await run();
      say(text.editDone);
      await whose(session, go, state, node);
    } catch (problem) {
      place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, problem.message || text.offlineHeading));
    }
  };
  const step = (q, name) => () => attempt(async () => {
    const answer = await ask(`reidentifications/${q.id}/${name}`, { method: 'POST', body: {} });
    return name === 'answer' ? machines(answer) : null;
  });
  const open = list.items.filter((q) => q.state === 'asked' || q.state === 'approved');
  const done = list.items.filter((q) => !open.includes(q));
  const questions = (items) => h('ol', { class: 'history asks' }, items.map((q) => question(q, session, step)));
  show(privacyTabs(session, go, 'whose'), h('h1', {}, text.whoseHeading), h('p', { class: 'lead' }, text.whoseLead),
    !list.on && h('section', { class: 'state' }, h('h2', {}, text.whoseOff), h('p', {}, text.whoseOffText)), place,
    h('div', { class: list.on ? 'split' : null }, h('div', {}, list.on && h('h2', { class: 'first' }, text.whoseOpen), list.on && (open.length > 0 ? questions(open) : h('p', { class: 'quiet' }, text.whoseNone)), done.length > 0 && [h('h2', {}, text.whoseDone), questions(done)]),
      list.on && h('aside', { 'aria-label': text.whoseNew }, h('h2', {}, text.whoseNew), session.account ? form((pseudonym, reason) => attempt(async () => { await ask('reidentifications', { method: 'POST', body: { pseudonym, reason } }); return null; }))
        : h('p', { class: 'quiet' }, text.whoseAccounts))));
}
