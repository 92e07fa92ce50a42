// Numbers, times and durations for reading; exact values belong into titles.
import { locale, text } from './messages.js';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const plural = new Intl.PluralRules(locale);

export const number = (n) => (n == null ? text.unknown : whole.format(n));
export const decimal = (n) => (n == null ? text.unknown : n >= 100 ? whole.format(n) : tenth.format(n));
export const share = (n) => (n == null ? text.unknown : n > 0 && n < 0.01 ? '<' + percent.format(0.01) : percent.format(n));
const hundredth = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
export const fine = (n) => (n == null ? text.unknown : hundredth.format(n));
// The day before an end that no longer counts.
export const lastDay = (t) => (t ? day.format(new Date(Date.parse(t) - 1)) : text.unknown);
export const date = (t) => (t ? day.format(new Date(t)) : text.unknown);
export const moment = (t) => (t ? exact.format(new Date(t)) : text.never2);
export const count = (n, unit) => text['unit_' + unit][plural.select(n) === 'one' ? 'one' : 'other'].replace('#', whole.format(n));
export function duration(seconds) {
  if (seconds == null) return text.unknown;
  if (seconds < 60) return `${seconds < 10 ? tenth.format(seconds) : whole.format(seconds)} s`;
  if (seconds < 3600) return `${tenth.format(seconds / 60)} min`;
  return `${tenth.format(seconds / 3600)} h`;
}
export function ago(t) {
  if (!t) return text.never2;
  const s = (new Date(t) - Date.now()) / 1000;
  for (const [unit, length] of [['day', 86400], ['hour', 3600], ['minute', 60]]) {
    if (Math.abs(s) >= length) return relative.format(Math.round(s / length), unit);
  }
  return relative.format(Math.round(s), 'second');
}
export function bytes(n) {
  if (n == null) return text.unknown;
  for (const unit of ['B', 'KB', 'MB', 'GB']) {
    if (n < 1000 || unit === 'GB') return `${decimal(n)} ${unit}`;
    n /= 1000;
  }
}
