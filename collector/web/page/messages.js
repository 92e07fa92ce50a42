// The language of the reader: one file of texts is loaded. Numbers, dates and plurals come from Intl.
export const language = (navigator.languages || ['en']).find((l) => /^(en|de)\b/.test(l))?.startsWith('de') ? 'de' : 'en';
export const locale = (navigator.languages || []).find((l) => l.startsWith(language)) || language;
export const { text } = await import(language === 'de' ? './de.js' : './en.js');
