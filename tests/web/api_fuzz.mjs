// Requests made from the API's own description, right and wrong ones, by every role: none may end in 5xx, every
// answer has the described content type, and every error is a problem document (RFC 9457).
import https from 'node:https';
import assert from 'node:assert/strict';

const base = new URL(process.env.ADIT_URL);
const accounts = process.env.ADIT_ACCOUNTS.split(' ').map((entry) => entry.split(':'));
const seed = +(process.argv[2] || 1);
const rounds = +(process.env.ADIT_FUZZ_ROUNDS || 25);
const agent = new https.Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });

// mulberry32: the same seed makes the same requests.
let state = seed >>> 0;
const random = () => {
  state = (state + 0x6D2B79F5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const one = (list) => list[below(list.length)];

function send(method, path, headers, body) {
  return new Promise((done, fail) => {
    const request = https.request({ host: base.hostname, port: base.port, method, path, agent, headers: { ...headers, ...(body == null ? {} : { 'content-length': Buffer.byteLength(body) }) } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done({ status: response.statusCode, type: response.headers['content-type'] || '', headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', fail);
    request.end(body);
  });
}

const odd = ['', ' ', '0', '-1', '1e99', '9223372036854775807', '18446744073709551616', 'null', '../../etc/passwd', '%2e%2e%2f', "' OR 1=1 --", '<script>', '\u0000', '\u202e', 'ü'.repeat(300), 'a'.repeat(5000),
  '{"a":'.repeat(200), '0001-01-01T00:00:00Z', '2026-02-30T25:61:00Z', 'https://169.254.169.254/', 'file:///etc/passwd', '%', '%zz', '%00', 'true', '[]'];
const wrongValues = [null, true, false, 0, -1, 1.5, 1e308, 9007199254740993, '', [], {}, [[[[[[]]]]]], 'x'.repeat(3000), ['a', 1, null], { a: { b: {} } }];

const description = JSON.parse((await send('GET', '/api/v1/openapi.json', {})).body);
const resolve = (schema) => schema?.$ref ? resolve(schema.$ref.slice(2).split('/').reduce((at, part) => at[part], description)) : schema;

// A value the schema allows, more or less; now and then something it does not.
function value(schema, depth = 0) {
  schema = resolve(schema) || {};
  if (depth > 6 || random() < 0.08) return one(wrongValues);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return one(schema.enum);
  if (schema.oneOf || schema.anyOf) return value(one(schema.oneOf || schema.anyOf), depth + 1);
  const type = Array.isArray(schema.type) ? one(schema.type) : schema.type || 'object';
  if (type === 'string') return random() < 0.3 ? one(odd) : one(['analyst', 'officer', 'name-' + below(1000), 'rename', 'hide', '2026-03-02T08:00:00Z', 'en', 'https://127.0.0.1:1/hook', JSON.stringify({ version: 2 })]);
  if (type === 'integer') return one([0, 1, 2, 5, 7, 30, 365, -1, 2 ** 31, 2 ** 53]);
  if (type === 'number') return one([0, 0.5, 1, -1, 1e12]);
  if (type === 'boolean') return random() < 0.5;
  if (type === 'null') return null;
  if (type === 'array') return Array.from({ length: below(4) }, () => value(schema.items, depth + 1));
  const out = {};
  for (const [name, member] of Object.entries(schema.properties || {})) if ((schema.required || []).includes(name) ? random() < 0.93 : random() < 0.6) out[name] = value(member, depth + 1);
  if (random() < 0.1) out['unknown_' + below(9)] = one(wrongValues);
  return out;
}

async function session([role, user, password]) {
  const answer = await send('POST', '/api/v1/session', { 'x-adit-request': '1', 'content-type': 'application/json' }, JSON.stringify({ user, password }));
  assert.equal(answer.status, 200, `${role} signs in: ${answer.body}`);
  return { role, cookie: answer.headers['set-cookie'][0].split(';')[0] };
}

// Names of things that exist, so that requests get beyond "not found".
async function known(people) {
  const ids = { key: [], seq: ['1', '2'], id: ['1'], name: people.map((person) => person.user), format: ['docx', 'svg', 'bpmn', 'robot', 'json', 'xaml'] };
  const analyst = people.find((person) => person.role === 'analyst');
  const list = JSON.parse((await send('GET', '/api/v1/roadmap?limit=5', { cookie: analyst.cookie })).body);
  ids.key = list.items.map((row) => row.key);
  return ids;
}

// What would end the test itself: its own sessions and accounts stay as they are.
const spared = (method, path) => path.startsWith('/api/v1/session') || (method === 'put' && path === '/api/v1/users/{name}');

const people = await Promise.all(accounts.map(session));
const ids = await known(people);
const counts = {};
const findings = [];
let sent = 0;
for (const [path, operations] of Object.entries(description.paths)) {
  if (!path.startsWith('/api/')) continue;
  for (const [method, operation] of Object.entries(operations)) {
    if (spared(method, path)) continue;
    for (let round = 0; round < rounds; ++round) {
      const person = random() < 0.6 && operation['x-roles'] ? people.find((p) => operation['x-roles'].includes(p.role)) || one(people) : one(people);
      let address = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(random() < 0.7 && ids[name]?.length ? one(ids[name]) : one(odd) || 'x'));
      const query = (operation.parameters || []).map(resolve).filter((p) => p.in === 'query' && random() < 0.6).map((p) => `${p.name}=${random() < 0.5 ? encodeURIComponent(value(p.schema)) : encodeURIComponent(one(odd))}`);
      if (query.length) address += '?' + query.join('&');
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      let body = null;
      if (operation.requestBody || (method !== 'get' && random() < 0.3)) {
        body = random() < 0.1 ? one(['', '{', '[]', '"text"', 'null', '\xff\xfe', '{"a":'.repeat(500)]) : JSON.stringify(value(schema));
      }
      const headers = { cookie: person.cookie, 'x-adit-request': '1', ...(body != null ? { 'content-type': 'application/json' } : {}), ...(random() < 0.1 ? { 'if-match': one(['"1"', '*', 'x', '""', '"' + 'y'.repeat(500) + '"']) } : {}) };
      const answer = await send(method.toUpperCase(), address, headers, body);
      ++sent;
      counts[answer.status] = (counts[answer.status] || 0) + 1;
      const what = `${person.role} ${method.toUpperCase()} ${address.slice(0, 160)} ${body?.slice(0, 200) ?? ''}`;
      // 507 and 503 say "full" and "later" by name; everything else of that class is a defect.
      if (answer.status >= 500 && answer.status !== 507) findings.push(`${answer.status}: ${what}: ${answer.body.toString().slice(0, 200)}`);
      else if (answer.status >= 400 && !answer.type.startsWith('application/problem+json')) findings.push(`no problem document but ${answer.type}: ${what}`);
      else if (answer.status >= 200 && answer.status < 300) {
        const described = operation.responses[answer.status];
        if (!described) findings.push(`${answer.status} is not described: ${what}`);
        else if (answer.type.startsWith('application/json')) {
          try { JSON.parse(answer.body); } catch { findings.push(`no JSON: ${what}`); }
        }
      }
    }
  }
}
agent.destroy();
console.log(`${sent} requests, seed ${seed}: ${Object.entries(counts).map(([status, n]) => `${status} × ${n}`).join(', ')}`);
for (const finding of findings.slice(0, 30)) console.log('FAIL  ' + finding);
if (findings.length > 0) { console.log(`${findings.length} findings`); process.exitCode = 1; }
