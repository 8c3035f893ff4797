// The page in Debian's Chromium. STREAMSPEC names the program; SCREENSHOTS, if set, a folder for pictures.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const project = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const program = process.env.STREAMSPEC ?? join(project, 'build/release/bin/streamspec');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kSubject = /Node stream\.Readable/;
const kMostBytes = 2_000_000;
const kFirstView = 1000;

let folder;
let browser;
let page;
let complaints = [];

/** Runs the program; it exits with 1 where a subject fails, which is no fault of this test. */
function streamspec(...args) {
  const run = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: project });
  assert.ok(run.status === 0 || run.status === 1, `streamspec ${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}

const at = (hash = '') => `${pathToFileURL(join(folder, 'site/index.html'))}${hash}`;

async function newPage(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(8000);
  const opened = await context.newPage();
  opened.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  opened.on('pageerror', (error) => complaints.push(String(error)));
  opened.on('request', (request) => request.url().startsWith('file:') || request.url().startsWith('data:') || complaints.push(`asks for ${request.url()}`));
  return opened;
}

async function open(hash = '', options = {}) {
  page = await newPage(options);
  await page.goto(at(hash));
  await page.waitForSelector('h1');
  return page;
}

async function picture(name) {
  if (process.env.SCREENSHOTS) {
    mkdirSync(process.env.SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
  }
}

async function violations() {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { preload: false }));
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

const count = async () => Number((await page.locator('.count').innerText()).split(' ')[0]);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streamspec-site-'));
  const run = join(project, 'tools/adapters/run');
  const results = [
    streamspec('replay', '--format', 'json', '--release', '3.13.0'),
    streamspec('replay', '--format', 'json', '--aspects', 'result,flow', '--adapter', `'${run}' node`),
  ].map((text, i) => {
    const file = join(folder, `${i}.json`);
    writeFileSync(file, text);
    return file;
  });
  streamspec('report', ...results, '--html', join(folder, 'site'));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('folder_is_small', () => {
  const size = (path) => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : statSync(path).size);
  assert.ok(size(join(folder, 'site')) < kMostBytes);
});

test('first_view_is_there_within_a_second', async () => {
  await open();
  const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now());
  assert.ok(painted < kFirstView, `${painted} ms`);
});

test('matrix_says_what_the_results_say', async () => {
  await open();
  const row = JSON.parse(readFileSync(join(folder, '1.json'), 'utf8')).rows[0];
  const card = page.locator('.card', { hasText: kSubject });
  assert.match(await card.innerText(), new RegExp(`${row.pass}.*pass`, 's'));
  assert.match(await card.innerText(), new RegExp(`${row.fail}.*fail`, 's'));
  assert.match(await card.innerText(), new RegExp(`of ${row.scripts} scripts`));
  await picture('matrix');
});

test('each_filter_leaves_fewer_scripts_and_is_in_the_address', async () => {
  await open('#/scripts');
  const all = await count();
  for (const [label, value] of [['Layer', 'writer'], ['Group', 'readuntil'], ['Clause', 'READ-1'], ['Release', '3.6.15'], ['Verdict', 'fail']]) {
    await page.goto(at('#/scripts'));
    await page.getByLabel(label, { exact: true }).selectOption(value);
    await page.waitForFunction((name) => location.hash.includes(name), value);
    await page.waitForFunction((before) => Number(document.querySelector('.count').innerText.split(' ')[0]) !== before, all);
    const left = await count();
    assert.ok(left > 0 && left < all, `${label}: ${left} of ${all}`);
  }
  await page.goto(at('#/scripts'));
  await page.getByLabel('Text').fill('separator');
  await page.waitForFunction(() => location.hash.includes('text=separator'));
  const left = await count();
  assert.ok(left > 0 && left < all);
  await picture('scripts');
});

test('drilling_down_ends_at_expected_and_seen', async () => {
  await open();
  await page.locator('.card a', { hasText: /Where Node/ }).click();
  await page.waitForSelector('h1:has-text("Where Node")');
  await picture('subject');
  await page.locator('.cause .listed a').first().click();
  await page.waitForSelector('.timeline.two');
  assert.ok(await page.locator('tr.first').count() > 0, 'the first difference is marked');
  assert.match(await page.locator('.mark').allInnerTexts().then((texts) => texts.join('')), /≠/);
  assert.match(await page.locator('.titles').innerText(), /expected: CPython .*seen: Node/s);
  assert.match(await page.locator('.command').innerText(), /^streamspec replay \w+\/\w+ --adapter/);
  assert.ok((await page.locator('.clause').first().innerText()).length > 20);
  assert.match(await page.locator('.variants').innerText(), /3\.\d+/);
  await picture('script');
});

test('shared_address_shows_the_same_view', async () => {
  await open('#/scripts?verdict=fail&group=readuntil');
  const left = await count();
  const shared = page.url();
  page = await newPage();
  await page.goto(shared);
  await page.waitForSelector('.count');
  assert.equal(await count(), left);
  assert.equal(await page.getByLabel('Verdict').inputValue(), 'fail');
  assert.equal(await page.getByLabel('Group').inputValue(), 'readuntil');
});

test('back_returns_to_the_view_before', async () => {
  await open('#/scripts?group=readline');
  const left = await count();
  await page.locator('.listed a').first().click();
  await page.waitForSelector('.timeline');
  await page.goBack();
  await page.waitForSelector('.count');
  assert.equal(await count(), left);
});

test('drift_has_the_scripts_that_streamspec_drift_has', async () => {
  for (const [from, to] of [['3.12.1', '3.13.0'], ['3.6.15', '3.14.2'], ['3.11.2', '3.11.7']]) {
    const drift = JSON.parse(execFileSync(program, ['drift', from, to, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
    await open(`#/drift?from=${from}&to=${to}`);
    assert.equal(await count(), drift.changes.length);
    await page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
    const shown = new Set((await page.locator('.cause .listed a').allInnerTexts()));
    assert.deepEqual([...shown].sort(), drift.changes.map((change) => change.script).sort());
  }
  await picture('drift');
});

test('dark_mode_follows_the_system_and_the_button', async () => {
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await open('', { colorScheme: 'light' });
  const light = await back();
  await open('', { colorScheme: 'dark' });
  const dark = await back();
  assert.notEqual(light, dark);
  await picture('dark');
  await page.getByRole('button', { name: 'Light or dark' }).click();
  assert.equal(await back(), light);
});

test('phone_scrolls_down_only', async () => {
  const phone = { viewport: { width: 360, height: 740 } };
  await open('#/scripts?verdict=fail', phone);
  const script = await page.locator('.listed a').first().getAttribute('href');
  const subject = await page.evaluate(() => [...document.querySelector('#f-subject').options].at(-1).value);
  for (const hash of ['#/', '#/scripts?verdict=fail', `#/subject/${subject}`, `${script.split('?')[0]}?subject=${subject}`, '#/drift?from=3.12.1&to=3.13.0']) {
    await open(hash, phone);
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= screen, `${hash}: ${wide} wider than ${screen}`);
    await picture(`phone-${hash.replace(/\W+/g, '-').slice(0, 30)}`);
  }
});

test('keyboard_reaches_the_content_and_a_subject', async () => {
  await open();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#/subject/'));
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
});

test('unknown_address_says_so', async () => {
  await open('#/script/no/such');
  assert.match(await page.locator('h1').innerText(), /No such script/);
});

test('axe_finds_nothing', async () => {
  const script = JSON.parse(readFileSync(join(folder, '1.json'), 'utf8')).answers.find((answer) => answer.verdict === 'fail').script;
  await open();
  const subject = await page.evaluate(() => [...document.querySelector('#f-subject').options].at(-1).value);
  for (const colorScheme of ['light', 'dark']) {
    for (const hash of ['#/', '#/scripts?verdict=fail', `#/subject/${subject}`, `#/script/${script}?subject=${subject}`, '#/drift?from=3.12.1&to=3.13.0']) {
      await open(hash, { colorScheme });
      assert.deepEqual(await violations(), [], `${hash}, ${colorScheme}`);
    }
  }
});

test('nothing_was_complained_about_and_nothing_asked_of_the_network', () => {
  assert.deepEqual(complaints, []);
});
