// Journeys through the page, each ending in something checked; see run.sh.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import https from 'node:https';

const require = createRequire(process.cwd() + '/build/web/');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const base = process.env.ADIT_URL.replace(/\/?$/, '/');
const accounts = process.env.ADIT_ACCOUNTS.split(' ').map((entry) => entry.split(':'));
const mode = process.argv[2] || '';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

async function open(role, { index = 0, width = 1440, height = 900, scheme = 'light', locale = 'en-GB' } = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width, height }, colorScheme: scheme, locale });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) page.faults.push(message.text()); });
  const [, name, password] = accounts.filter(([own]) => own === role)[index];
  await page.goto(base);
  await page.fill('#user', name);
  await page.fill('#password', password);
  await page.click('button.primary');
  await page.waitForSelector('nav a');
  page.on('close', () => context.close().catch(() => {}));
  return page;
}
const visit = async (page, query) => { await page.goto(base + query); await page.waitForSelector('main h1'); await page.waitForLoadState('networkidle'); };

async function accessible(page, what) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3).join(' | ')}`);
  assert.deepEqual(found, [], what);
}
async function journey(name, run) {
  const begin = Date.now();
  try {
    await run();
    console.log(`ok    ${name} (${Date.now() - begin} ms)`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAIL  ${name}: ${error.message}`);
  }
}

async function journeys() {
  await journey('analyst: what-if sliders re-rank, the parts still add up, the address holds the view', async () => {
    const page = await open('analyst');
    await visit(page, '');
    await page.waitForSelector('tbody tr');
    const before = await page.textContent('tbody tr .scorecell span');
    await page.click('.whatif summary');
    await page.locator('#assume-auto').fill('0.2');
    await page.waitForFunction((was) => document.querySelector('tbody tr .scorecell span').textContent !== was, before);
    assert.match(page.url(), /auto=0\.2/);
    const parts = await page.$$eval('aside dl.parts dt .number', (all) => all.map((x) => +x.textContent));
    const score = +(await page.textContent('tbody tr .scorecell span'));
    assert.ok(Math.abs(parts.reduce((a, b) => a + b) - score) < 0.5, `${parts} against ${score}`);
    assert.deepEqual(page.faults, []);
    await page.close();
  });
  await journey('analyst: a name typed as markup stays text, and undo takes it back', async () => {
    const page = await open('analyst');
    await visit(page, '?view=review');
    const old = await page.inputValue('#rename');
    await page.fill('#rename', '<img src=x onerror=alert(1)>');
    await page.press('#rename', 'Enter');
    await page.waitForFunction(() => document.querySelector('main h2.first').textContent.startsWith('<img'));
    assert.equal(await page.locator('main img').count(), 0);
    await page.locator('main h1').click();
    await page.keyboard.press('u');
    await page.waitForFunction((name) => document.querySelector('main h2.first').textContent === name, old);
    assert.deepEqual(page.faults, []);
    await page.close();
  });
  await journey('analyst: y confirms, u takes it back, by keyboard alone', async () => {
    const page = await open('analyst');
    await visit(page, '?view=review');
    const first = await page.textContent('main h2.first');
    await page.keyboard.press('y');
    await page.waitForFunction((name) => document.querySelector('main h2.first').textContent !== name, first);
    await page.keyboard.press('u');
    await page.waitForFunction((name) => document.querySelector('main h2.first').textContent === name, first);
    await page.close();
  });
  await journey('analyst: the map follows its sliders and the export is a document', async () => {
    const page = await open('analyst');
    await visit(page, '');
    await page.click('tbody td.name a');
    await page.waitForSelector('svg.map .node');
    await page.getByRole('button', { name: 'Duration' }).click();
    assert.match(page.url(), /show=duration/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a.button >> text=DOCX')]);
    assert.equal(fs.readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
    await page.close();
  });
  await journey('officers: the bench names the rule; four eyes for a draft', async () => {
    const page = await open('officer');
    await visit(page, '?view=policies');
    await page.fill('#try-title', 'Erika Mustermann, erika@example.org');
    await page.waitForSelector('.outcome code');
    assert.doesNotMatch(await page.textContent('.outcome'), /erika@example\.org/);
    await page.click('aside summary');
    await page.fill('#reason', 'journey');
    await page.click('aside form button.primary');
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('Another officer approves.').waitFor();
    const address = page.url();
    await page.close();
    const other = await open('officer', { index: 1 });
    await visit(other, address.slice(address.indexOf('?')));
    await other.getByRole('button', { name: 'Approve' }).click();
    await other.getByRole('button', { name: 'Activate' }).waitFor();
    await other.getByRole('button', { name: 'Reject' }).click();
    await other.locator('h1 .tag.bad').waitFor();
    await other.close();
  });
  await journey('auditor: the chain is whole, results are not shown', async () => {
    const page = await open('auditor');
    await visit(page, '?view=audit');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.locator('.tag.ok >> text=whole').waitFor();
    assert.equal(await page.locator('nav >> text=Roadmap').count(), 0);
    await page.close();
  });
  await journey('admin: an account is made and its password told once', async () => {
    const page = await open('admin');
    await visit(page, '?view=settings');
    await page.fill('#account', 'made-' + Date.now());
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForSelector('p[role=status] code');
    await page.close();
  });
  for (const [scheme, width, locale] of [['light', 1440, 'en-GB'], ['dark', 390, 'de-DE']]) {
    await journey(`every view without axe violations or sideways scrolling (${scheme}, ${width} px, ${locale})`, async () => {
      const page = await open('officer', { scheme, width, height: 844, locale });
      const key = await page.evaluate(async () => (await (await fetch('api/v1/roadmap?limit=1')).json()).items[0].key);
      for (const query of ['', '?routine=' + key, '?view=review', '?view=fleet', '?view=policies', '?view=audit', '?view=settings', '?view=compare']) {
        await visit(page, query);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), query + ' scrolls sideways');
        await accessible(page, query || 'roadmap');
      }
      assert.deepEqual(page.faults, []);
      await page.close();
    });
  }
}

const quantile = (values, q) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

async function apiTimes(paths) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const [, name, password] = accounts.find(([role]) => role === 'analyst');
  await page.goto(base);
  await page.fill('#user', name);
  await page.fill('#password', password);
  await page.click('button.primary');
  await page.waitForSelector('nav a');
  const cookie = (await context.cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
  await context.close();
  const agent = new https.Agent({ keepAlive: true, maxSockets: 50, rejectUnauthorized: false });
  const one = (path) => new Promise((done, fail) => {
    const begin = performance.now();
    https.get(base + path, { agent, headers: { cookie } }, (response) => { response.resume(); response.on('end', () => done(performance.now() - begin)); }).on('error', fail);
  });
  await Promise.all(Array.from({ length: 50 }, () => one('api/v1/session')));
  const times = [];
  // Fifty people, each of whom clicks and looks for a second.
  await Promise.all(Array.from({ length: 50 }, async (_, i) => {
    for (let n = 0; n < 6; ++n) {
      await new Promise((done) => setTimeout(done, 1000 * Math.abs(Math.sin(i * 7 + n)) + 200));
      times.push(await one(paths[(i + n) % paths.length]));
    }
  }));
  return times;
}

async function figures() {
  const page = await open('analyst');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  let api = 0;
  session.on('Network.responseReceived', (event) => { if (event.response.url.includes('/api/')) api += event.response.encodedDataLength; });
  const lists = [];
  for (let i = 0; i < 5; ++i) {
    bytes = 0;
    const begin = Date.now();
    await page.goto(base);
    await page.waitForSelector('tbody tr');
    lists.push(Date.now() - begin);
  }
  const code = await page.evaluate(() => performance.getEntriesByType('resource').filter((e) => !e.name.includes('/api/')).reduce((sum, e) => sum + e.encodedBodySize, 0));
  console.log(`first load, page's own files, gzip   ${(code / 1024).toFixed(1)} KiB (floor 100)`);
  console.log(`to the ranked list, median of 5      ${quantile(lists, 0.5)} ms (floor 1000)`);
  const drawn = await page.evaluate(async () => {
    const { draw } = await import(new URL('map.js', location.href.split('?')[0]).href);
    const activities = Array.from({ length: 60 }, (_, id) => ({ id, name: 'step ' + id, app: 'app ' + id % 6 }));
    const graph = Array.from({ length: 150 }, (_, i) => ({ from: i * 7 % 60, to: (i * 7 + 1 + i % 11) % 60, count: 200 - i, median_s: i }));
    const r = { activities, graph, main_path: activities.slice(0, 20).map((a) => a.id), variants: [{ activities: activities.map((a) => a.id), instances: 5 }] };
    const times = [];
    for (let i = 0; i < 9; ++i) {
      const begin = performance.now();
      document.getElementById('main').replaceChildren(draw(r, 1, 1, false, () => ({})));
      document.body.getBoundingClientRect();
      await new Promise((done) => requestAnimationFrame(done));
      times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b)[4];
  });
  console.log(`map of 60 steps and 150 ways, median ${drawn.toFixed(0)} ms (floor 500)`);
  const key = await page.evaluate(async () => (await (await fetch('api/v1/roadmap?limit=1')).json()).items[0].key);
  await page.close();
  const times = await apiTimes(['api/v1/roadmap?limit=100', 'api/v1/review?limit=50', 'api/v1/routines/' + key, 'api/v1/status', 'api/v1/edits']);
  console.log(`API, 50 analysts, ${times.length} requests         p50 ${quantile(times, 0.5).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms (floor 50)`);
}

async function pictures(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, query, role, width, scheme] of [['roadmap', '', 'analyst', 1440, 'light'], ['routine', 'BEST', 'analyst', 1440, 'dark'], ['privacy', '?view=policies', 'officer', 1440, 'light'], ['review-phone', '?view=review', 'analyst', 390, 'dark']]) {
    const page = await open(role, { width, height: width === 390 ? 844 : 900, scheme });
    const key = await page.evaluate(async () => (await (await fetch('api/v1/roadmap?limit=5')).json()).items.sort((a, b) => b.steps - a.steps)[0].key);
    await visit(page, query.replace('BEST', '?routine=' + key));
    if (name === 'privacy') { await page.fill('#try-title', 'Order 4711 for Erika Mustermann, erika@example.org'); await page.waitForSelector('.outcome code'); }
    await page.screenshot({ path: `${folder}/${name}.png` });
    await page.close();
  }
}

if (mode === '--figures') await figures();
else if (mode === '--pictures') await pictures(process.argv[3]);
else await journeys();
await browser.close();
