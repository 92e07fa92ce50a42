// The API's description, read from the document the collector serves: what there is, who may, what to send.
import { h, show } from './dom.js';
import { text } from './messages.js';

const order = ['get', 'post', 'put', 'delete'];

function named(document, schema) {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type || 'object';
  return type === 'array' ? `${named(document, schema.items)}[]` : type;
}

// Members of an object, one a line.
function members(document, schema) {
  if (!schema?.properties) return h('span', { class: 'quiet' }, named(document, schema));
  return h('ul', {}, Object.entries(schema.properties).map(([name, member]) => h('li', {}, h('code', {}, name), ' ', h('span', { class: 'quiet' }, named(document, member), !(schema.required || []).includes(name) && ` (${text.optional})`, member.description && `: ${member.description}`))));
}

function operation(document, path, method, o) {
  const parameters = (o.parameters || []).map((p) => p.$ref ? document.components.parameters[p.$ref.split('/').pop()] : p);
  const content = o.requestBody?.content && Object.entries(o.requestBody.content)[0];
  const answers = Object.entries(o.responses).filter(([status]) => status !== 'default');
  return h('details', { class: 'operation' }, h('summary', {}, h('b', {}, method.toUpperCase()), ' ', h('code', {}, path), ' ', h('span', { class: 'quiet' }, o.summary)),
    h('p', {}, text.mayCall, ' ', o['x-roles'] ? o['x-roles'].map((role) => text['role_' + role]).join(', ') : text.everybody),
    parameters.length > 0 && h('ul', {}, parameters.map((p) => h('li', {}, h('code', {}, p.name), ' ', h('span', { class: 'quiet' }, `${p.in}, ${named(document, p.schema)}`, p.required && ` (${text.needed})`, p.description && `: ${p.description}`)))),
    content && [h('h3', {}, `${text.sends} ${content[0]}`), members(document, content[1].schema)],
    answers.map(([status, a]) => [h('h3', {}, `${status} ${a.description}`), a.content && members(document, Object.values(a.content)[0].schema)]));
}

export async function reference() {
  const document_ = await (await fetch('api/v1/openapi.json')).json();
  show(h('h1', {}, text.apiHeading), h('p', { class: 'lead' }, text.apiLead), h('p', {}, h('a', { class: 'button', href: 'api/v1/openapi.json', download: '' }, 'openapi.json')),
    Object.entries(document_.paths).map(([path, methods]) => order.filter((method) => methods[method]).map((method) => operation(document_, path, method, methods[method]))).flat(),
    h('h2', {}, text.schemas), Object.entries(document_.components.schemas).map(([name, schema]) => h('details', { class: 'operation' }, h('summary', {}, h('code', {}, name)), members(document_, schema))));
}
