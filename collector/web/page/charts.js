// Small drawings for table cells. Each has a text beside it or a title: nothing is told by shape alone.
import { s } from './dom.js';
import { decimal } from './format.js';
import { text } from './messages.js';

export function spark(weekly) {
  // A week of too few people has no number; it is drawn as zero and written as a dash.
  const values = weekly.map((w) => w.instances ?? 0);
  if (values.length === 0) return null;
  const top = Math.max(1, ...values);
  const at = (i) => [values.length === 1 ? 30 : 2 + (56 * i) / (values.length - 1), 18 - (16 * values[i]) / top];
  const label = weekly.map((w) => w.instances ?? '–').join(', ');
  const last = at(values.length - 1);
  return s('svg', { class: 'spark', viewBox: '0 0 60 20', role: 'img', 'aria-label': `${text.weekly}: ${label}` },
    s('title', {}, `${text.weekly}: ${label}`),
    values.length > 1 && s('path', { d: 'M' + values.map((_, i) => at(i).join(' ')).join('L') }),
    s('circle', { cx: last[0], cy: last[1], r: 2 }));
}

// Where the figure lies within its interval, all rows on one scale.
export function range(low, mid, high, max) {
  const x = (v) => (94 * Math.max(0, Math.min(v, max))) / (max || 1);
  return s('svg', { class: 'range', viewBox: '0 0 96 12', 'aria-hidden': 'true' },
    s('rect', { class: 'axis', x: 0, y: 5.5, width: 96, height: 1 }),
    s('rect', { class: 'span', x: x(low), y: 3, width: Math.max(2, x(high) - x(low)), height: 6, rx: 2 }),
    s('rect', { class: 'mid', x: x(mid), y: 1, width: 2, height: 10 }));
}

export const partName = (part) => text['part_' + part.key] || part.key;

export function score(parts) {
  let x = 0;
  const label = parts.map((p) => `${partName(p)} ${decimal(p.points)}`).join(', ');
  return s('svg', { class: 'score', viewBox: '0 0 104 12', role: 'img', 'aria-label': label },
    s('title', {}, label), s('rect', { class: 'rest', x: 0, y: 2, width: 104, height: 8, rx: 1 }),
    parts.map((part, i) => {
      const width = Math.max(0, part.points * 1.04);
      const rect = s('rect', { class: 'p' + (1 + (i % 6)), x, y: 2, width: Math.max(0, width - 0.6), height: 8 });
      x += width;
      return rect;
    }));
}
export const swatch = (i) => s('svg', { class: 'swatch', viewBox: '0 0 10 10', 'aria-hidden': 'true' },
  s('rect', { class: 'p' + (1 + (i % 6)), width: 10, height: 10, rx: 2 }));
export const cover = (value) => s('svg', { class: 'cover', viewBox: '0 0 132 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
  s('rect', { class: 'full', width: 132, height: 4, rx: 2 }), s('rect', { class: 'part', width: Math.max(1, 132 * value), height: 4, rx: 2 }));
