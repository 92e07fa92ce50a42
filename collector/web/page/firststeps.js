// First steps: what stands between an empty collector and the first routine, and how far it has come.
import { ask } from './api.js';
import { h, say } from './dom.js';
import { text } from './messages.js';

const EVERY_MS = 5000;

function stages(status) {
  return [[text.firstToken, status.agents > 0], [text.firstEnrol, status.agents > 0], [text.firstEvents, status.events > 0], [text.firstRun, status.latest_run != null]];
}

const command = (words) => h('pre', { tabindex: 0 }, words);
const details = [null, () => command(`adit-agent enrol --collector ${location.origin} --token-file TOKEN\nadit-agent run`), () => command('adit-agent status\nadit-agent doctor'), null];

// Follows by itself until the page shows something else.
export function firstSteps(status) {
  const list = h('ol', { class: 'firststeps' });
  const draw = (now) => {
    const all = stages(now);
    const at = all.findIndex(([, done]) => !done);
    list.replaceChildren(...all.map(([label, done], i) => h('li', { 'aria-current': i === at ? 'step' : null },
      h('span', { class: 'tag ' + (done ? 'ok' : i === at ? 'warn' : '') }, done ? text.firstDone : i === at ? text.firstNow : text.firstLater), ' ', label, i === at && details[i]?.())));
  };
  draw(status);
  const follow = async () => {
    if (!list.isConnected) return;
    const now = await ask('status').catch(() => null);
    if (now && now.latest_run != null) return say(text.firstReady);
    if (now) draw(now);
    setTimeout(follow, EVERY_MS);
  };
  setTimeout(follow, EVERY_MS);
  return h('section', { class: 'state' }, h('h2', {}, text.firstHeading), list, h('p', { class: 'quiet' }, text.firstSample, ' ', h('code', {}, 'bash installer/quickstart.sh')));
}
