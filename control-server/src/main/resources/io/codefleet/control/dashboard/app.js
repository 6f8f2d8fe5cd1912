import {LitElement, html, nothing} from 'lit';
import {api, follow} from './api.js';
import {plain} from './page.js';
import './pages/overview.js';
import './pages/tasks.js';
import './pages/task.js';
import './pages/workers.js';
import './pages/lanes.js';
import './pages/schedules.js';
import './pages/approvals.js';
import './pages/alerts.js';
import './pages/runs.js';
import './pages/spending.js';
import './pages/logs.js';
import './pages/audit.js';
import './pages/keys.js';
import './pages/login.js';

const PAGES = [
  {name: 'overview', title: 'Overview', key: 'o', view: (p, me) => html`<cf-overview .parameters=${p} .me=${me}></cf-overview>`},
  {name: 'tasks', title: 'Tasks', key: 't', view: (p, me) => html`<cf-tasks .parameters=${p} .me=${me}></cf-tasks>`},
  {name: 'approvals', title: 'Needs you', key: 'n', view: (p, me) => html`<cf-approvals .parameters=${p} .me=${me}></cf-approvals>`},
  {name: 'alerts', title: 'Alerts', key: 'e', view: (p, me) => html`<cf-alerts .parameters=${p} .me=${me}></cf-alerts>`},
  {name: 'runs', title: 'Runs', key: 'r', view: (p, me) => html`<cf-runs .parameters=${p} .me=${me}></cf-runs>`},
  {name: 'workers', title: 'Workers', key: 'w', view: (p, me) => html`<cf-workers .parameters=${p} .me=${me}></cf-workers>`},
  {name: 'lanes', title: 'Lanes', key: 'l', view: (p, me) => html`<cf-lanes .parameters=${p} .me=${me}></cf-lanes>`},
  {name: 'schedules', title: 'Schedules', key: 'd', view: (p, me) => html`<cf-schedules .parameters=${p} .me=${me}></cf-schedules>`},
  {name: 'spending', title: 'Spending', key: 's', view: (p, me) => html`<cf-spending .parameters=${p} .me=${me}></cf-spending>`},
  {name: 'logs', title: 'Logs', key: 'i', role: 'operator', view: (p, me) => html`<cf-logs .parameters=${p} .me=${me}></cf-logs>`},
  {name: 'audit', title: 'Audit', key: 'a', role: 'operator', view: (p, me) => html`<cf-audit .parameters=${p} .me=${me}></cf-audit>`},
  {name: 'keys', title: 'Keys', key: 'k', role: 'admin', view: (p, me) => html`<cf-keys .parameters=${p} .me=${me}></cf-keys>`},
  {name: 'task', title: 'Task', hidden: true, view: (p, me) => html`<cf-task .parameters=${p} .me=${me}></cf-task>`},
];

const KEYS = [['/', 'search'], ['j', 'next row'], ['k', 'previous row'], ['Enter', 'open the row'],
  ['x', 'select the row'], ['h', 'hold still'], ['?', 'these keys']];

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

  hold() {
    this.held = !this.held;
    if (!this.held) window.dispatchEvent(new CustomEvent('fleet-changed'));
  }

  pressed(event) {
    if (!plain(event)) return;
    if (this.awaitsPage) {
      // The second key of a pair is never also an action of the page.
      event.stopImmediatePropagation();
      this.awaitsPage = false;
      const page = PAGES.find(each => each.key === event.key);
      if (page) location.hash = '#/' + page.name;
    } else if (event.key === 'g') {
      this.awaitsPage = true;
    } else if (event.key === 'h') {
      this.hold();
    } else if (event.key === '?') {
      this.querySelector('dialog.keys').showModal();
    } else if (event.key === '/') {
      const search = this.querySelector('input[type=search]');
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  }

  help() {
    return html`<dialog class="keys" aria-label="Keys"><h2>Keys</h2>
      <dl>${KEYS.map(([key, meaning]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${meaning}</dd></div>`)}
        ${PAGES.filter(page => page.key && this.may(page.role)).map(page => html`
          <div><dt><kbd>g</kbd> <kbd>${page.key}</kbd></dt><dd>${page.title}</dd></div>`)}</dl>
      <form method="dialog"><button>Close</button></form></dialog>`;
  }

  render() {
    if (this.signedOut) return html`<cf-login @signed-in=${() => this.signIn()}></cf-login>`;
    if (!this.me) return nothing;
    return html`
      <header class="top">
        <a class="brand" href="#/overview">Codefleet</a>
        <nav aria-label="Pages">${PAGES.filter(page => !page.hidden && this.may(page.role)).map(page => html`
          <a href="#/${page.name}" aria-current=${page === this.route.page ? 'page' : nothing}
            title="g ${page.key}">${page.title}</a>`)}</nav>
        <button type="button" aria-pressed=${this.held} @click=${() => this.hold()}>Hold still</button>
        <span class="live live-${this.live}" role="status">${this.live}</span>
        <span class="me">${this.me.actor} (${this.me.role}) in ${this.me.namespace}</span>
      </header>
      <main id="main" tabindex="-1">${this.route.page.view(this.route.parameters, this.me)}</main>${this.help()}`;
  }
}

customElements.define('cf-app', App);
