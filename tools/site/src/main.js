import { render } from 'preact';
import { Drift } from './drift.js';
import { html } from './html.js';
import { Matrix } from './matrix.js';
import { readRoute } from './route.js';
import { Script } from './script.js';
import { Scripts } from './scripts.js';
import { Subject } from './subject.js';

const views = { '': Matrix, scripts: Scripts, subject: Subject, script: Script, drift: Drift };
const root = document.documentElement;

function storedTheme() {
  try {
    return localStorage.getItem('streamspec-theme');
  } catch {
    return null; // a browser may refuse it to a page that is opened from disk
  }
}

function toggleTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('streamspec-theme', root.dataset.theme);
  } catch {
    // it lasts as long as the page
  }
}

function Page({ route }) {
  const View = views[route.view] ?? Matrix;
  const current = (view) => (route.view === view ? 'page' : undefined);
  return html`
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.getElementById('main').focus(); }}>Skip to content</a>
    <header><strong>streamspec</strong><nav aria-label="Views">
      <a href="#/" aria-current=${current('')}>Subjects</a>
      <a href="#/scripts" aria-current=${current('scripts')}>Scripts</a>
      <a href="#/drift" aria-current=${current('drift')}>Releases</a>
    </nav><button type="button" onClick=${toggleTheme}>Light or dark</button></header>
    <main id="main" tabindex="-1"><${View} ...${route} /></main>`;
}

let shown = '';
function show() {
  const route = readRoute();
  render(html`<${Page} route=${route} />`, document.getElementById('app'));
  const heading = document.querySelector('h1').textContent;
  document.title = `${heading} · streamspec`;
  const place = `${route.view}/${route.rest}`;
  if (shown && place !== shown) {
    scrollTo(0, 0);
    document.getElementById('main').focus({ preventScroll: true });
  }
  shown = place;
}

const theme = storedTheme();
if (theme) root.dataset.theme = theme;
document.getElementById('app').textContent = '';
addEventListener('hashchange', show);
show();
