import {LitElement, html, nothing} from 'lit';
import {api, follow} from './api.js';
import './pages/overview.js';
import './pages/tasks.js';
import './pages/task.js';
import './pages/workers.js';
import './pages/approvals.js';
import './pages/runs.js';
import './pages/spending.js';
import './pages/audit.js';
import './pages/keys.js';
import './pages/login.js';

const PAGES = [
  {name: 'overview', title: 'Overview', key: 'o', view: p => html`<cf-overview .parameters=${p}></cf-overview>`},
  {name: 'tasks', title: 'Tasks', key: 't', view: p => html`<cf-tasks .parameters=${p}></cf-tasks>`},
  {name: 'approvals', title: 'Needs you', key: 'n', view: p => html`<cf-approvals .parameters=${p}></cf-approvals>`},
  {name: 'runs', title: 'Runs', key: 'r', view: p => html`<cf-runs .parameters=${p}></cf-runs>`},
  {name: 'workers', title: 'Workers', key: 'w', view: p => html`<cf-workers .parameters=${p}></cf-workers>`},
  {name: 'spending', title: 'Spending', key: 's', view: p => html`<cf-spending .parameters=${p}></cf-spending>`},
  {name: 'audit', title: 'Audit', key: 'a', role: 'operator', view: p => html`<cf-audit .parameters=${p}></cf-audit>`},
  {name: 'keys', title: 'Keys', key: 'k', role: 'admin', view: p => html`<cf-keys .parameters=${p}></cf-keys>`},
  {name: 'task', title: 'Task', hidden: true, view: p => html`<cf-task .parameters=${p}></cf-task>`},
];

/** The address behind `#`: a page, and its parameters, so that a link shows what its sender saw. */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const page = PAGES.find(each => each.name === path) || PAGES[0];
  return {page, parameters: Object.fromEntries(new URLSearchParams(query || ''))};
}

class App extends LitElement {
  static properties = {route: {state: true}, me: {state: true}, live: {state: true}, signedOut: {state: true}, held: {state: true}};

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.route = route();
    this.live = 'connecting';
    this.signedOut = false;
    this.held = false;
    window.addEventListener('hashchange', () => {
      this.route = route();
      document.title = this.route.page.title + ' · Codefleet';
    });
    window.addEventListener('signed-out', () => (this.signedOut = true));
    window.addEventListener('keydown', event => this.pressed(event));
  }

  connectedCallback() {
    super.connectedCallback();
    this.signIn();
  }

  async signIn() {
    try {
      this.me = await api.get('/me');
      this.signedOut = false;
      this.watch();
    } catch (e) {
      this.signedOut = true;
    }
  }

  /** The server decides; this only leaves out what it would refuse. */
  may(role) {
    const roles = ['observer', 'submitter', 'operator', 'admin'];
    return !role || (this.me && roles.indexOf(this.me.role) >= roles.indexOf(role));
  }

  watch() {
    if (this.source) this.source.close();
    const changed = () => this.held || window.dispatchEvent(new CustomEvent('fleet-changed'));
    this.source = follow('/events', {state: s => (this.live = s), task: changed, worker: changed, missed: changed});
  }

  pressed(event) {
    if (event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.awaitsPage) {
      this.awaitsPage = false;
      const page = PAGES.find(each => each.key === event.key);
      if (page) location.hash = '#/' + page.name;
    } else if (event.key === 'g') {
      this.awaitsPage = true;
    } else if (event.key === '/') {
      const search = this.querySelector('input[type=search]');
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  }

  render() {
    if (this.signedOut) return html`<cf-login @signed-in=${() => this.signIn()}></cf-login>`;
    return html`
      <header class="top">
        <a class="brand" href="#/overview">Codefleet</a>
        <nav aria-label="Pages">${PAGES.filter(page => !page.hidden && this.may(page.role)).map(page => html`
          <a href="#/${page.name}" aria-current=${page === this.route.page ? 'page' : nothing}
            title="g ${page.key}">${page.title}</a>`)}</nav>
        <button type="button" aria-pressed=${this.held} @click=${() => (this.held = !this.held)}>Hold still</button>
        <span class="live live-${this.live}" role="status">${this.live}</span>
        ${this.me ? html`<span class="me">${this.me.actor} (${this.me.role}) in ${this.me.namespace}</span>` : nothing}
      </header>
      <main id="main" tabindex="-1">${this.route.page.view(this.route.parameters)}</main>`;
  }
}

customElements.define('cf-app', App);
