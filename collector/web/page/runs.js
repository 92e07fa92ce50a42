// Long work: starts a run or follows one, with a bar, until it has ended.
import { ask } from './api.js';
import { h, say } from './dom.js';
import { text } from './messages.js';

// Resolves to the run when it is done; throws its message when it failed.
export async function follow(id, place) {
  let run = await ask('runs/' + id);
  const bar = h('progress', { max: 100, value: run.progress, 'aria-label': text.mining });
  place.replaceChildren(text.mining + ' ', bar);
  while (run.state === 'queued' || run.state === 'running') {
    await new Promise((done) => setTimeout(done, 500));
    run = await ask('runs/' + run.id);
    bar.value = run.progress;
  }
  if (run.state === 'failed') {
    say(text.mineFailed + run.message);
    throw new Error(text.mineFailed + run.message);
  }
  say(text.mineDone);
  return run;
}
