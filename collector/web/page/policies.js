// Privacy: what may leave a machine, in plain language; a bench to try it; drafts by four eyes.
import { ask } from './api.js';
import { h, say, show } from './dom.js';
import * as f from './format.js';
import { language, text } from './messages.js';
import { privacyTabs } from './privacytabs.js';

const fields = ['app', 'title', 'document', 'label', 'role', 'element_id'];
const kinds = { drop: 'bad', mask: 'warn', template: 'warn', detect: 'ok', allow: 'ok' };

// Headings, lists and paragraphs of the rendered Markdown; everything else stays text.
function plainText(markdown) {
  const out = [];
  let list = null;
  for (const line of markdown.split('\n')) {
    const item = /^\s*[-*] (.*)$/.exec(line);
    if (item) { (list ||= h('ul', {})).append(h('li', {}, item[1].replaceAll('**', '').replaceAll('`', ''))); continue; }
    if (list) { out.push(list); list = null; }
    const heading = /^#+ (.*)$/.exec(line);
    if (heading) out.push(h('h3', {}, heading[1]));
    else if (line.trim()) out.push(h('p', {}, line.replace(/^> /, '').replaceAll('**', '').replaceAll('`', '')));
  }
  if (list) out.push(list);
  return h('div', { class: 'plain' }, out);
}

function outcome(answer) {
  const cls = answer.verdict === 'recorded' ? 'ok' : answer.verdict === 'dropped' ? 'bad' : 'warn';
  return h('div', { class: 'outcome' },
    h('p', {}, h('span', { class: 'tag ' + cls }, text['verdict_' + cls]), ' ', text.byRule, ' ', h('code', {}, answer.rule)),
    answer.texts.map((t) => h('div', { class: 'trial' }, h('div', { class: 'quiet' }, text['field_' + t.field] || t.field),
      h('div', { class: 'result' }, t.action === 'drop' ? h('em', {}, text.nothingLeaves) : t.result || h('em', {}, text.nothingLeaves)),
      h('div', {}, h('span', { class: 'tag ' + kinds[t.action] }, text['action_' + t.action]), ' ', h('code', {}, t.rule), t.findings.map((x) => h('span', { class: 'quiet' }, ' · ' + x)), t.whole && h('span', { class: 'quiet' }, ' · ' + t.whole)))));
}

function bench(draft) {
  const place = h('div', { 'aria-live': 'polite' }, h('p', { class: 'quiet' }, text.benchEmpty));
  const inputs = new Map(fields.map((name) => [name, h('input', { id: 'try-' + name, spellcheck: 'false', autocomplete: 'off', value: name === 'app' ? 'LibreOffice Calc' : null })]));
  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const event = Object.fromEntries([...inputs].map(([name, input]) => [name, input.value]).filter(([, value]) => value));
    try {
      const answer = await ask('policies/explain', { method: 'POST', body: { event, draft: draft ?? null } });
      if (mine === turn) place.replaceChildren(outcome(answer));
    } catch (problem) {
      if (mine === turn) place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, problem.message));
    }
  };
  let wait = 0;
  const form = h('form', { class: 'bench', onsubmit: (event) => { event.preventDefault(); run(); }, oninput: () => { clearTimeout(wait); wait = setTimeout(run, 200); } },
    [...inputs].map(([name, input]) => h('div', {}, h('label', { for: 'try-' + name }, text['field_' + name]), input)));
  return h('section', { class: 'benchbox', 'aria-label': text.bench }, h('h2', { class: 'first' }, text.bench), h('p', { class: 'quiet' }, text.benchText), form, place);
}

const lint = (findings) => findings.length > 0 && h('ul', {}, findings.map((x) => h('li', {}, h('span', { class: 'tag ' + (x.level === 'error' ? 'bad' : x.level === 'warning' ? 'warn' : '') }, text['lint_' + x.level]), ' ', h('code', {}, x.place), ' ', x.message)));
const stateTag = (d) => h('span', { class: 'tag ' + ({ active: 'ok', approved: 'ok', staged: 'ok', stopped: 'warn', rejected: 'bad' }[d.state] || '') }, text['draft_' + d.state]);

function drafts(list, go) {
  if (list.items.length === 0) return h('p', { class: 'quiet' }, text.noDrafts);
  return h('ol', { class: 'history' }, list.items.map((d) => h('li', {}, h('a', { href: `?view=policies&draft=${d.id}`, onclick: (e) => { e.preventDefault(); go({ view: 'policies', draft: d.id }); } },
    text.policyVersion(d.version)), ' ', stateTag(d), ' ', h('span', { class: 'quiet', title: f.moment(d.created) }, `${d.author}, ${f.ago(d.created)}: ${d.reason}`),
    d.decided_by && h('span', { class: 'quiet', title: f.moment(d.decided) }, ` · ${text.decidedBy(d.decided_by)}`))));
}

function editor(active, go) {
  const place = h('p', { role: 'status' });
  const next = active.document.replace(/("version"\s*:\s*)\d+/, (_, head) => head + (active.version + 1));
  const document_ = h('textarea', { id: 'policy', rows: 18, spellcheck: 'false', class: 'code' });
  document_.value = next;
  const reason = h('input', { id: 'reason', maxlength: 1000, required: true });
  return h('details', {}, h('summary', {}, text.draftNew), h('form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      const made = await ask('policies/drafts', { method: 'POST', body: { document: document_.value, reason: reason.value } });
      go({ view: 'policies', draft: made.id });
    } catch (problem) {
      place.replaceChildren(h('span', { class: 'problem', role: 'alert' }, problem.message));
    }
  } }, h('label', { for: 'policy' }, text.draftDocument), document_, h('label', { for: 'reason' }, text.draftReason), reason, place, h('div', {}, h('button', { class: 'primary' }, text.draftKeep))));
}

function difference(d) {
  if (!d || d.added.length + d.removed.length === 0) return h('p', { class: 'quiet' }, text.noDifference);
  return h('ul', { class: 'diff' }, d.removed.map((line) => h('li', { class: 'gone' }, '− ' + line)), d.added.map((line) => h('li', { class: 'new' }, '+ ' + line)));
}

// A share of the agents, or of some groups', gets it before all do.
function stages(step) {
  const field = (id, label, attributes) => h('div', {}, h('label', { for: id }, label), h('input', { id, ...attributes }));
  return h('details', {}, h('summary', {}, text.stage), h('p', { class: 'quiet' }, text.stageText), h('form', { class: 'tools', onsubmit: (event) => {
    event.preventDefault();
    const e = event.target.elements;
    step('stage', { percent: +e['stage-percent'].value, groups: e['stage-groups'].value.split(',').map((x) => x.trim()).filter(Boolean) })();
  } }, field('stage-percent', text.stagePercent, { type: 'number', min: 1, max: 100, value: 10, required: true }), field('stage-groups', text.stageGroups, {}), h('button', {}, text.stageDo)));
}

async function draftPage(session, go, id) {
  const [d, { stage }] = await Promise.all([ask(`policies/drafts/${encodeURIComponent(id)}?lang=${language}`), ask('policies')]);
  const place = h('div', { role: 'status' });
  const step = (name, body) => async () => {
    try {
      await ask(`policies/drafts/${d.id}/${name}`, { method: 'POST', body: body || {} });
      say(text.editDone);
      await draftPage(session, go, id);
    } catch (problem) {
      place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, problem.message));
    }
  };
  const open = ['draft', 'tested', 'approved', 'staged', 'stopped'].includes(d.state);
  const ready = ['approved', 'staged', 'stopped'].includes(d.state);
  const own = session.name === d.author;
  show(h('p', { class: 'crumb' }, h('a', { href: '?view=policies', onclick: (e) => { e.preventDefault(); go({ view: 'policies' }); } }, text.policies), ` / ${text.policyVersion(d.version)}`),
    h('h1', {}, text.policyVersion(d.version), ' ', stateTag(d)), h('p', { class: 'lead', title: f.moment(d.created) }, `${d.author}, ${f.ago(d.created)}: ${d.reason}`),
    stage?.version === d.version && ['staged', 'stopped'].includes(d.state) && h('p', { title: f.moment(stage.decided) }, text.stageNow(stage)),
    session.may.edit_policies && open && h('div', { class: 'buttons' },
      (d.state === 'draft' || d.state === 'tested') && h('button', { type: 'button', class: d.state === 'draft' ? 'primary' : null, onclick: step('test') }, text.stepTest),
      d.state === 'tested' && !own && h('button', { type: 'button', class: 'primary', onclick: step('approve') }, text.stepApprove),
      d.state === 'tested' && own && h('span', { class: 'quiet' }, text.fourEyes),
      ready && h('button', { type: 'button', class: 'primary', onclick: step('activate') }, d.state === 'approved' ? text.stepActivate : text.stepActivateAll),
      d.state === 'staged' && h('button', { type: 'button', onclick: step('stop') }, text.stepStop),
      !['staged', 'stopped'].includes(d.state) && h('button', { type: 'button', onclick: step('reject') }, text.stepReject)),
    session.may.edit_policies && ready && stages(step),
    place, d.tests && (d.tests.failures.length > 0 ? h('ul', { class: 'problem' }, d.tests.failures.map((x) => h('li', {}, x))) : h('p', {}, h('span', { class: 'tag ok' }, text.testsPassed), ` ${d.tests.by}`)),
    lint(d.lint), h('h2', {}, text.differenceHeading), difference(d.difference), bench(d.id), h('h2', {}, text.inWords), plainText(d.plain));
}

export async function policies(session, go, state) {
  if (state.draft) return draftPage(session, go, state.draft);
  const [active, list] = await Promise.all([ask('policies/active?lang=' + language), ask('policies')]);
  show(privacyTabs(session, go, 'policies'), h('h1', {}, text.policiesHeading),
    h('p', { class: 'lead', title: active.digest }, text.policiesLead(active.version, f.date(active.activated))),
    list.stage && h('p', { class: 'lead', title: f.moment(list.stage.decided) }, h('span', { class: 'tag ' + (list.stage.stopped ? 'warn' : 'ok') }, text[list.stage.stopped ? 'draft_stopped' : 'draft_staged']), ' ', text.stageNow(list.stage)),
    bench(null),
    h('div', { class: 'split' }, h('div', {}, h('h2', {}, text.inWords), plainText(active.plain)),
      h('aside', { 'aria-label': text.draftsHeading }, h('h2', {}, text.draftsHeading), drafts(list, go), session.may.edit_policies && session.account && editor(active, go),
        active.lint.length > 0 && [h('h2', {}, text.lintHeading), lint(active.lint)])),
    h('details', { class: 'source' }, h('summary', {}, 'JSON'), h('pre', { tabindex: 0 }, active.document)));
}
