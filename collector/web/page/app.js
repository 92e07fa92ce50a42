// The page: signs in, reads the address, shows the view it names. All state lives in the address.
import { ask, Problem } from './api.js';
import { audit } from './audit.js';
import { counts } from './counts.js';
import { h, s, show } from './dom.js';
import { compare } from './compare.js';
import { fleet } from './fleet.js';
import { language, text } from './messages.js';
import { policies } from './policies.js';
import { review } from './review.js';
import { roadmap } from './roadmap.js';
import { routine } from './routine.js';
import { settings } from './settings.js';
import { whose } from './whose.js';
import { withheld } from './withheld.js';

document.documentElement.lang = language;
let session = null;
// Views that are parts of another one in the rail.
const parts = { withheld: 'policies', counts: 'policies', whose: 'policies' };

const address = () => Object.fromEntries(new URLSearchParams(location.search));
function go(state, quietly) {
  const query = new URLSearchParams(state).toString();
  history[quietly ? 'replaceState' : 'pushState'](null, '', query ? '?' + query : location.pathname);
  if (!quietly) { draw().then(() => document.getElementById('main').focus()); window.scrollTo(0, 0); }
}

function rail(state) {
  const link = (view, label, path) => {
    const current = view === (parts[state.view] || state.view || 'roadmap');
    const target = view === 'roadmap' ? {} : { view };
    return h('a', { href: view === 'roadmap' ? '?' : '?view=' + view, 'aria-current': current ? 'page' : null,
      onclick: (event) => { event.preventDefault(); go(target); } }, s('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, s('path', { d: path })), label);
  };
  document.getElementById('rail').replaceChildren(...[
    h('div', { class: 'brand' }, s('svg', { viewBox: '0 0 32 32', 'aria-hidden': 'true' }, s('path', { d: 'M4 28V14a12 12 0 0 1 24 0v14h-6V14a6 6 0 0 0-12 0v14z' })), 'Adit'),
    session?.may.view_results && link('roadmap', text.roadmap, 'M2 3.5h12M2 8h9M2 12.5h5'),
    session?.may.view_results && link('review', text.review, 'M2.5 8.5l3.5 3.5 7.5-8'),
    session?.may.view_fleet && link('fleet', text.fleet, 'M2.5 3h11v7h-11zM6 13h4M8 10v3'),
    session?.may.view_policies && link('policies', text.policies, 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4z'),
    session?.may.view_audit && link('audit', text.audit, 'M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2'),
    session && link('settings', text.settings, 'M2.5 5h7M13 5h.5M2.5 11h.5M6.5 11h7M11 3v4M5 9v4'),
    session && h('div', { class: 'foot' }, h('div', { class: 'who' }, `${session.name} (${text['role_' + session.role]})`), h('a', { href: '?view=api', class: 'who', onclick: (event) => { event.preventDefault(); go({ view: 'api' }); } }, 'API'),
      h('button', { type: 'button', onclick: signOut }, text.signOut))].filter(Boolean));
}

async function signOut() {
  await ask('session', { method: 'DELETE' }).catch(() => {});
  session = null;
  draw();
}

function signIn(problem) {
  rail({});
  const field = (id, type, autocomplete) => h('input', { type, id, autocomplete, spellcheck: 'false', autocapitalize: 'none' });
  const user = field('user', 'text', 'username');
  const password = field('password', 'password', 'current-password');
  const token = field('token', 'password', 'off');
  const elsewhere = h('div', {});
  const submit = async (event) => {
    event.preventDefault();
    try {
      const body = token.value.trim() ? { token: token.value.trim() } : { user: user.value.trim(), password: password.value };
      session = await ask('session', { method: 'POST', body });
      draw();
    } catch (error) {
      signIn(error.status === 401 || error.status === 400 ? text.wrongCredentials : error.message || text.offlineHeading);
    }
  };
  show(h('section', { class: 'state' }, h('h1', {}, text.signInHeading), problem && h('p', { class: 'problem', role: 'alert' }, problem),
    h('form', { onsubmit: submit }, h('label', { for: 'user' }, text.account), user, h('label', { for: 'password' }, text.password), password,
      h('details', {}, h('summary', {}, text.withToken), h('p', { class: 'quiet' }, text.signInText), h('label', { for: 'token' }, text.token), token),
      h('div', {}, h('button', { class: 'primary' }, text.signIn))), elsewhere));
  user.focus();
  ask('session/methods').then((methods) => { if (methods.oidc) elsewhere.replaceChildren(h('p', {}, h('a', { class: 'button', href: 'api/v1/session/oidc' }, text.signInElsewhere))); }).catch(() => {});
}

function offline() {
  show(h('section', { class: 'state' }, h('h1', {}, text.offlineHeading), h('p', {}, text.offlineText), h('button', { type: 'button', onclick: start }, text.retry)));
}

async function draw() {
  if (!session) return signIn();
  const state = address();
  if (!state.view && !session.may.view_results) state.view = session.may.view_fleet ? 'fleet' : 'audit';
  document.onkeydown = null;
  document.getElementById('main').onchange = null;
  rail(state);
  try {
    if (state.view === 'fleet') await fleet(session);
    else if (state.view === 'policies') await policies(session, go, state);
    else if (state.view === 'withheld') await withheld(session, go);
    else if (state.view === 'counts') await counts(session, go, state);
    else if (state.view === 'whose') await whose(session, go, state);
    else if (state.view === 'compare') await compare(session, go, state);
    else if (state.view === 'audit') await audit();
    else if (state.view === 'settings') await settings(session);
    else if (state.view === 'api') await (await import('./reference.js')).reference();
    else if (!session.may.view_results) show(h('section', { class: 'state' }, h('h1', {}, text.forbidden)));
    else if (state.view === 'review') await review(session, go, state);
    else if (state.routine) await routine(session, go, state);
    else await roadmap(session, go, state);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status === 401) { session = null; return signIn(); }
    if (problem.status === 0) return offline();
    // Before the first run nothing can be reviewed: the roadmap says what to do.
    if (problem.status === 404 && state.view === 'review') return show(h('h1', {}, text.reviewHeading), h('section', { class: 'state' }, h('h2', {}, text.noRunHeading), h('a', { class: 'button', href: '?', onclick: (e) => { e.preventDefault(); go({}); } }, text.roadmap)));
    show(h('section', { class: 'state' }, h('h1', {}, problem.status === 403 ? text.forbidden : problem.message),
      h('a', { href: '?', onclick: (e) => { e.preventDefault(); go({}); } }, text.roadmap)));
  }
}

// A link printed by the installer may bring a token after '#': it is used once and leaves the address.
async function start() {
  const told = new URLSearchParams(location.hash.slice(1));
  const token = told.get('token');
  // Why signing in at the identity provider led to nothing.
  const reason = told.get('signin');
  if (token || reason) history.replaceState(null, '', location.pathname + location.search);
  try {
    session = token ? await ask('session', { method: 'POST', body: { token } }) : await ask('session');
  } catch (problem) {
    if (problem.status === 0) return offline();
    session = null;
  }
  if (!session && reason) return signIn(text['signin_' + reason] || text.signin_refused);
  draw();
}

window.addEventListener('popstate', draw);
window.addEventListener('keydown', (event) => { if (event.key === 'Escape' && address().routine) go({}); });
start();
