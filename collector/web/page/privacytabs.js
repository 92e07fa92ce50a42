// The parts of Privacy that a role may see; one question each.
import { h } from './dom.js';
import { text } from './messages.js';

export function privacyTabs(session, go, current) {
  const tab = (view, label) => h('a', { href: '?view=' + view, 'aria-current': view === current ? 'page' : null,
    onclick: (event) => { event.preventDefault(); go({ view }); } }, label);
  return h('div', { class: 'tabs', role: 'navigation', 'aria-label': text.policies },
    session.may.view_policies && tab('policies', text.policyTab), session.may.view_audit && tab('withheld', text.withheld),
    session.may.view_results && tab('counts', text.counts), session.may.view_audit && tab('whose', text.whose));
}
