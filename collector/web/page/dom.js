// Building elements without markup in strings: recorded texts can never become markup.
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value == null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat(4)) if (child != null && child !== false) element.append(child);
  return element;
}
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const show = (...nodes) => document.getElementById('main').replaceChildren(...nodes.flat().filter(Boolean));
export const say = (message) => { document.getElementById('live').textContent = message; };

// Applications keep their colour: by name, not by order.
const colours = new Map();
export function colour(app) {
  if (!colours.has(app)) colours.set(app, 1 + (colours.size % 8));
  return 'a' + colours.get(app);
}
