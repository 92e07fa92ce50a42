// Process map: steps from top to bottom, the main path straight in the middle, back edges outside.
import { colour, h, s } from './dom.js';
import * as f from './format.js';
import { text } from './messages.js';
import { save } from './picture.js';

const WIDTH = 190, HEIGHT = 44, GAP_X = 40, GAP_Y = 46, START = -1, END = -2;

// The most frequent steps and ways of the routine; every step kept is joined to the rest.
export function thin(r, steps, paths) {
  const edges = r.graph.map((e) => ({ ...e, from: e.from ?? START, to: e.to ?? END }));
  const count = new Map();
  for (const e of edges) count.set(e.to, (count.get(e.to) || 0) + e.count);
  const main = new Set(r.main_path);
  const ids = r.activities.map((a) => a.id).filter((id) => count.has(id)).sort((a, b) => main.has(b) - main.has(a) || count.get(b) - count.get(a));
  const kept = new Set([START, END, ...ids.slice(0, Math.max(main.size || 1, Math.ceil(ids.length * steps)))]);
  const among = edges.filter((e) => kept.has(e.from) && kept.has(e.to)).sort((a, b) => b.count - a.count);
  const chosen = new Set(among.slice(0, Math.ceil(among.length * paths)));
  for (const side of ['from', 'to']) {
    const seen = new Set();
    for (const e of among) if (!seen.has(e[side])) { seen.add(e[side]); chosen.add(e); }
  }
  return { ids: [...kept], edges: [...chosen], count };
}

function order(r, ids) {
  const sum = new Map();
  for (const v of [{ activities: r.main_path, instances: 1 }, ...r.variants]) {
    v.activities.forEach((id, i) => { const [a, b] = sum.get(id) || [0, 0]; sum.set(id, [a + v.instances * (i + 1) / v.activities.length, b + v.instances]); });
  }
  const at = (id) => id === START ? -1 : id === END ? 99 : sum.has(id) ? sum.get(id)[0] / sum.get(id)[1] : 0.5;
  return ids.slice().sort((a, b) => at(a) - at(b));
}

// Layers by the longest way of forward edges; what leads up is a back edge.
export function layout(r, graph) {
  const sorted = order(r, graph.ids);
  const place = new Map(sorted.map((id, i) => [id, i]));
  const layer = new Map(sorted.map((id) => [id, 0]));
  const into = new Map();
  for (const e of graph.edges) if (place.get(e.from) < place.get(e.to)) into.set(e.to, [...(into.get(e.to) || []), e.from]);
  for (const id of sorted) for (const from of into.get(id) || []) layer.set(id, Math.max(layer.get(id), layer.get(from) + 1));
  layer.set(END, Math.max(...layer.values(), 1) + (Math.max(...layer.values()) === layer.get(END) ? 0 : 1));
  const main = new Set([START, END, ...r.main_path]);
  const rows = [];
  for (const id of sorted) (rows[layer.get(id)] ||= []).push(id);
  const x = new Map();
  rows.forEach((row) => {
    const middle = row.filter((id) => main.has(id));
    const rest = row.filter((id) => !main.has(id)).map((id) => {
      const above = (into.get(id) || []).map((from) => x.get(from) || 0);
      return { id, mean: above.length ? above.reduce((a, b) => a + b) / above.length : 0 };
    }).sort((a, b) => a.mean - b.mean || a.id - b.id);
    middle.forEach((id, i) => x.set(id, i));
    let left = -1, right = middle.length;
    rest.forEach(({ id, mean }, i) => { if (mean > 0 || (mean === 0 && i % 2)) x.set(id, right++); else x.set(id, left--); });
  });
  const lowest = Math.min(...x.values());
  const nodes = new Map(sorted.map((id) => [id, { x: (x.get(id) - lowest) * (WIDTH + GAP_X) + 8, y: layer.get(id) * (HEIGHT + GAP_Y) + 8 }]));
  const right = Math.max(...[...nodes.values()].map((n) => n.x)) + WIDTH;
  return { nodes, back: (e) => place.get(e.from) >= place.get(e.to), right, width: right + 80, height: (rows.length) * (HEIGHT + GAP_Y) };
}

function curve(a, b, back, right, spread) {
  if (back) {
    const out = right + 16 + spread;
    return `M${a.x + WIDTH} ${a.y + HEIGHT / 2}C${out} ${a.y + HEIGHT / 2},${out} ${b.y + HEIGHT / 2},${b.x + WIDTH} ${b.y + HEIGHT / 2}`;
  }
  const x1 = a.x + WIDTH / 2, y1 = a.y + HEIGHT, x2 = b.x + WIDTH / 2, y2 = b.y;
  const skips = y2 - y1 > GAP_Y * 1.5 && Math.abs(x1 - x2) < 4;
  // A way that passes over steps in between goes round them.
  const bend = skips ? WIDTH / 2 + 14 : 0;
  return `M${x1 + (skips ? WIDTH / 2 - 16 : 0)} ${y1}C${x1 + bend} ${y1 + GAP_Y / 1.5},${x2 + bend} ${y2 - GAP_Y / 1.5},${x2 + (skips ? WIDTH / 2 - 16 : 0)} ${y2}`;
}
const short = (name, n) => name.length > n ? name.slice(0, n - 1) + '…' : name;

export function draw(r, steps, paths, performance_, lighting, pick) {
  const graph = thin(r, steps, paths);
  const { nodes, back, right, width, height } = layout(r, graph);
  const byId = new Map(r.activities.map((a) => [a.id, a]));
  const most = Math.max(1, ...graph.edges.map((e) => e.count));
  const slowest = Math.max(1, ...graph.edges.map((e) => e.median_s || 0));
  const label = (e) => performance_ ? (e.median_s == null ? '' : f.duration(e.median_s)) : f.number(e.count);
  const name = (id) => id === START ? text.begin : id === END ? text.end : byId.get(id).name;
  const svg = s('svg', { class: 'map', viewBox: `0 0 ${width} ${height}`, width, height, role: 'group', 'aria-label': text.mapLabel(graph.ids.length - 2, graph.edges.length), xmlns: 'http://www.w3.org/2000/svg' },
    s('defs', {}, s('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 6, refY: 4, markerWidth: 11, markerHeight: 11, markerUnits: 'userSpaceOnUse', orient: 'auto' }, s('path', { d: 'M0 0L8 4L0 8z', class: 'arrow' }))),
    graph.edges.map((e, i) => {
      const a = nodes.get(e.from), b = nodes.get(e.to);
      const speed = performance_ && e.median_s != null ? 1 + Math.min(4, Math.floor(5 * e.median_s / slowest)) : 0;
      const d = curve(a, b, back(e), right, (i % 4) * 12);
      const middle = back(e) ? [right + 20 + (i % 4) * 8, (a.y + b.y) / 2 + HEIGHT / 2] : [(a.x + b.x + WIDTH) / 2 + 8, (a.y + b.y + HEIGHT) / 2 + 4];
      return s('g', { class: 'way' }, s('path', { d, class: 'edge t' + speed, 'stroke-width': 1 + 4 * Math.sqrt(e.count / most), 'marker-end': 'url(#arrow)' }),
        s('title', {}, `${name(e.from)} → ${name(e.to)}: ${f.count(e.count, 'instances')}, ${f.duration(e.median_s)}`),
        e.count >= most * 0.1 && s('text', { x: middle[0], y: middle[1], class: 'count' }, label(e)));
    }),
    graph.ids.map((id) => {
      const { x, y } = nodes.get(id);
      if (id < 0) return s('g', {}, s('rect', { x: x + WIDTH / 2 - 40, y: id === START ? y + 16 : y, width: 80, height: HEIGHT - 16, rx: 14, class: 'pole' }), s('text', { x: x + WIDTH / 2, y: y + (id === START ? 34 : 18), class: 'middle' }, name(id)));
      const a = byId.get(id);
      // Names are on the node itself, for readers that do not look into it.
      const ask = pick && { tabindex: 0, role: 'button', 'aria-label': `${a.name}, ${f.number(graph.count.get(id))}`, onclick: () => pick(id), onkeydown: (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); pick(id); } } };
      return s('g', { class: 'node', ...lighting(id), ...ask }, s('title', {}, `${a.name} · ${a.app} · ${f.number(graph.count.get(id))}`),
        s('rect', { x, y, width: WIDTH, height: HEIGHT, rx: 8, class: 'box' }), s('rect', { x: x + 1, y: y + 6, width: 4, height: HEIGHT - 12, rx: 2, class: 'stripe ' + colour(a.app) }),
        s('text', { x: x + 14, y: y + 18 }, short(a.name.replace(a.app + ': ', ''), 26)), s('text', { x: x + 14, y: y + 34, class: 'small' }, `${short(a.app, 18)} · ${f.number(graph.count.get(id))}`));
    }));
  return svg;
}

// The drawing with its sliders; what they stand at is kept in the address.
export function mapPanel(r, state, keep, lighting, pick) {
  if (r.graph.length === 0) return h('p', { class: 'quiet' }, text.noMap);
  const place = h('div', { class: 'mapbox', tabindex: 0, role: 'group', 'aria-label': text.map });
  const now = { steps: +(state.steps || 100), paths: +(state.paths || 60), show: state.show || 'frequency' };
  const redraw = () => { const begin = performance.now(); place.replaceChildren(draw(r, now.steps / 100, now.paths / 100, now.show === 'duration', lighting, pick)); place.dataset.ms = (performance.now() - begin).toFixed(1); };
  const slider = (key, label) => h('label', {}, label, h('input', { type: 'range', min: 5, max: 100, step: 5, value: now[key], id: 'map-' + key, oninput: (event) => { now[key] = +event.target.value; redraw(); keep({ [key]: now[key] }); } }));
  const choice = (value, label) => h('button', { type: 'button', 'aria-pressed': String(now.show === value), onclick: (event) => {
    now.show = value;
    for (const button of event.target.parentNode.children) button.setAttribute('aria-pressed', String(button === event.target));
    redraw();
    keep({ show: value });
  } }, label);
  redraw();
  // The usual way is in the middle of the drawing; that is where looking begins.
  const centre = (left) => {
    const pole = place.querySelector('.pole');
    if (pole && place.isConnected) place.scrollLeft = pole.x.baseVal.value + pole.width.baseVal.value / 2 - place.clientWidth / 2;
    else if (left > 0) requestAnimationFrame(() => centre(left - 1));
  };
  centre(300);
  return [h('div', { class: 'tools' }, slider('steps', text.mapSteps), slider('paths', text.mapPaths), h('div', { class: 'switch', role: 'group', 'aria-label': text.mapShow }, choice('frequency', text.frequency), choice('duration', text.durationWord)),
    h('div', { class: 'switch', role: 'group', 'aria-label': text.asSeen }, ['svg', 'png'].map((format) => h('button', { type: 'button', title: text.asSeen, onclick: () => save(place.querySelector('svg'), format, 'map-' + r.key) }, format.toUpperCase())))), place];
}

// When each step of a way usually comes: medians over all who go it, never one person's work.
export function timeline(r, path) {
  const wait = new Map(r.graph.map((e) => [`${e.from}>${e.to}`, e.median_s]));
  const byId = new Map(r.activities.map((a) => [a.id, a]));
  let at = 0;
  const rows = path.map((id, i) => {
    const gap = i === 0 ? 0 : wait.get(`${path[i - 1]}>${id}`);
    at += gap || 0;
    return { id, at, gap };
  });
  const total = Math.max(at, 1);
  return h('ol', { class: 'timeline' }, rows.map((row) => h('li', {}, h('span', { class: 'number quiet' }, f.duration(row.at)),
    s('svg', { viewBox: '0 0 200 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, s('rect', { class: 'rest', width: 200, height: 2, y: 3 }),
      s('rect', { class: 'span', x: 200 * (row.at - (row.gap || 0)) / total, width: Math.max(1, 200 * (row.gap || 0) / total), height: 8 })),
    h('span', {}, byId.get(row.id)?.name))));
}
