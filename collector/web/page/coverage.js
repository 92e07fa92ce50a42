// What results rest on: a sentence above the roadmap, a table by group on the fleet's page.
import { ask, Problem } from './api.js';
import { h } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';

// Runs of before coverage was told have none.
async function load(run) {
  try {
    return (await ask('coverage' + (run ? '?run=' + encodeURIComponent(run) : ''))).coverage;
  } catch (problem) {
    if (problem instanceof Problem && (problem.status === 404 || problem.status === 409)) return null;
    throw problem;
  }
}
const lostShare = (c) => c.lost_events / Math.max(1, c.events + c.lost_events);

export async function coverageLead(session, run) {
  const c = session.may.view_fleet ? (await load(run))?.all : null;
  if (!c) return null;
  return h('span', {}, text.coverageLead({ heard: f.number(c.agents_with_events), agents: f.count(c.agents, 'agents'), hours: f.number(c.hours),
    gaps: c.gap_days > 0 ? text.coverageGaps(f.count(c.gap_days, 'days'), f.count(c.agents_with_gaps, 'agents')) : '', lost: c.lost_events > 0 ? text.coverageLost(f.share(lostShare(c))) : '' }), ' ');
}

export async function coverageTable() {
  const coverage = await load();
  if (!coverage?.all) return null;
  const cell = (label, value, warn) => h('td', { 'data-label': label, class: 'number' + (warn ? ' warn' : '') }, value);
  const row = (c) => h('tr', {}, h('td', { class: 'name' }, c.group ?? text.allGroups), cell(text.heard, `${f.number(c.agents_with_events)} / ${f.number(c.agents)}`, c.agents_with_events < c.agents), cell(text.days, f.number(c.days)), cell(text.agentDays, f.number(c.agent_days)),
    cell(text.workHours, f.number(c.hours)), cell(text.gaps, f.number(c.gap_days), c.gap_days > 0), cell(text.lost, f.share(lostShare(c)), c.lost_events > 0));
  return h('section', {}, h('h2', {}, text.coverage), h('div', { class: 'scroll' }, h('table', { class: 'cards' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.group), [[text.heard], [text.days], [text.agentDays], [text.workHours], [text.gaps, text.gapsHelp], [text.lost]].map(([label, title]) => h('th', { scope: 'col', class: 'number', title }, label)))),
    h('tbody', {}, [coverage.all, ...(coverage.groups.length > 1 || coverage.hidden_groups > 0 ? coverage.groups : [])].map(row)))), coverage.hidden_groups > 0 && h('p', { class: 'quiet' }, text.hiddenGroups(f.count(coverage.hidden_groups, 'groups'))));
}
