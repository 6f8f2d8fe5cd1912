import {LitElement, html, nothing} from 'lit';
import {api, reachable} from './api.js';
import {follow} from './stream.js';
import {choose, theme} from './theme.js';
import './connection.js';
import {add, begin, forget} from './latest.js';
import {plain} from './page.js';
import {hold} from './still.js';
import {problem} from './parts.js';
import {lock} from './unlock.js';
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
import './pages/submit.js';

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
  {name: 'submit', title: 'New task', key: 'c', role: 'submitter', hidden: true, view: (p, me) => html`<cf-submit .parameters=${p} .me=${me}></cf-submit>`},
  {name: 'task', title: 'Task', hidden: true, view: (p, me) => html`<cf-task .parameters=${p} .me=${me}></cf-task>`},
];

const KEYS = [['/', 'search'], ['j', 'next row'], ['k', 'previous row'], ['Enter', 'open the row'],
  ['x', 'select the row'], ['h', 'hold still'], ['m', 'light or dark'], ['?', 'these keys']];

const SIGNS = {system: '◐', light: '☀', dark: '☾'};

/** How often a connection that is silent is tried: a cut network does not always end it. */
const PROBE_EVERY = 30000;
/** The pauses between tries to learn who the person is: each is twice as long as the one before, up to the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;

/** The address behind `#`: a page, and its parameters, so that a link shows what its sender saw. */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const page = PAGES.find(each => each.name === path) || PAGES[0];
  return {page, parameters: Object.fromEntries(new URLSearchParams(query || ''))};
}

class App extends LitElement {
  static properties = {route: {state: true}, me: {state: true}, live: {state: true}, signedOut: {state: true}, held: {state: true},
    theme: {state: true}, notSignedOut: {state: true}, notSignedIn: {state: true}};

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.route = route();
    this.live = {state: 'connecting', at: Date.now()};
    this.signedOut = false;
    this.held = false;
    this.theme = theme();
    window.addEventListener('hashchange', () => {
      this.route = route();
      this.named();
    });
    window.addEventListener('signed-out', () => this.leave());
    window.addEventListener('online', () => this.source && this.source.again());
    window.addEventListener('keydown', event => this.pressed(event));
    this.named();
  }

  named() {
    const {id} = this.route.parameters;
    document.title = (id ? id + ' · ' : '') + this.route.page.title + ' · Codefleet';
  }

  connectedCallback() {
    super.connectedCallback();
    this.signIn();
    setInterval(() => this.probe(), PROBE_EVERY);
  }

  /** Where the pages are a strip, the current one is in sight. */
  updated(changed) {
    const current = changed.has('route') && this.querySelector('nav [aria-current]');
    if (current) current.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }

  /** The address stays, so that a person who signs in again is where they were. */
  leave() {
    lock();
    forget();
    clearTimeout(this.nextTry);
    this.me = undefined;
    this.notSignedIn = undefined;
    this.signedOut = true;
    if (this.source) this.source.close();
    this.source = undefined;
  }

  /** Learns who the person is; a server that cannot answer yet is asked again. */
  async signIn(tries = 0) {
    clearTimeout(this.nextTry);
    try {
      this.me = await api.get('/me');
      this.notSignedIn = undefined;
    } catch (e) {
      if (e.unauthenticated) {
        this.leave();
        return;
      }
      if (!this.me) this.tryAgain(e, tries);
    }
    this.signedOut = false;
    if (!this.source) this.watch();
  }

  tryAgain(e, tries) {
    this.notSignedIn = e;
    clearTimeout(this.nextTry);
    this.nextTry = setTimeout(() => this.signIn(tries + 1), Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries));
  }

  async signOut() {
    try {
      await api.delete('/session');
    } catch (e) {
      // The session goes on: a page that looks signed out would leave it to the next person.
      if (!e.unauthenticated) {
        this.notSignedOut = e;
        return;
      }
    }
    this.notSignedOut = undefined;
    this.leave();
  }

  /** The server decides; this only leaves out what it would refuse. */
  may(role) {
    const roles = ['observer', 'submitter', 'operator', 'admin'];
    return !role || (this.me && roles.indexOf(this.me.role) >= roles.indexOf(role));
  }

  watch() {
    if (this.source) this.source.close();
    const changed = () => window.dispatchEvent(new CustomEvent('fleet-changed'));
    this.source = follow('/events', {resumes: true, state: (state, next) => this.connection(state, next), snapshot: begin,
      task: event => {
        add(event);
        changed();
      }, worker: changed, missed: changed});
  }

  /** A page that was cut off reads everything again, as soon as there is a connection. */
  connection(state, next) {
    const before = this.live.state;
    if (state === 'live') this.live = {state};
    else this.live = {state, next, at: before === 'live' || !this.live.at ? Date.now() : this.live.at};
    if (state !== 'live' || before !== 'reconnecting') return;
    if (this.me) window.dispatchEvent(new CustomEvent('fleet-changed'));
    else this.signIn();
  }

  async probe() {
    const {source} = this;
    if (source && this.live.state === 'live' && !document.hidden && !await reachable()) source.drop();
  }

  hold() {
    this.held = !this.held;
    hold(this.held);
    if (!this.held) window.dispatchEvent(new CustomEvent('fleet-changed'));
  }

  nextTheme() {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    // The first change is always one that is seen.
    this.theme = this.theme === 'system' ? (dark ? 'light' : 'dark') : this.theme === (dark ? 'light' : 'dark') ? (dark ? 'dark' : 'light') : 'system';
    choose(this.theme);
  }

  pressed(event) {
    if (!plain(event)) return;
    if (this.awaitsPage) {
      // The second key of a pair is never also an action of the page.
      event.stopImmediatePropagation();
      this.awaitsPage = false;
      const page = PAGES.find(each => each.key === event.key);
      if (page && this.may(page.role)) location.hash = '#/' + page.name;
      return;
    }
    const commands = {
      g: () => (this.awaitsPage = true),
      h: () => this.hold(),
      m: () => this.nextTheme(),
      '?': () => this.showKeys(),
      '/': () => this.search(event),
    };
    if (Object.hasOwn(commands, event.key)) commands[event.key]();
  }

  search(event) {
    const search = this.querySelector('input[type=search]');
    if (!search) return;
    event.preventDefault();
    search.focus();
  }

  showKeys() {
    const dialog = this.querySelector('dialog.keys');
    if (dialog) dialog.showModal();
  }

  help() {
    return html`<dialog class="keys" aria-label="Keys"><h2>Keys</h2>
      <dl>${KEYS.map(([key, meaning]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${meaning}</dd></div>`)}
        ${PAGES.filter(page => page.key && this.may(page.role)).map(page => html`
          <div><dt><kbd>g</kbd> <kbd>${page.key}</kbd></dt><dd>${page.title}</dd></div>`)}</dl>
      <form method="dialog" class="buttons"><button>Close</button></form></dialog>`;
  }

  header() {
    return html`<header class="top"><a class="brand" href="#/overview"><span aria-hidden="true">⬡</span> Codefleet</a>
      <span class="live live-${this.live.state}" role="status">${this.live.state}</span>
      <span class="tools">${this.may('submitter') ? html`<a class="button primary" href="#/submit">New task</a>` : nothing}
        <button type="button" aria-pressed=${this.held} @click=${() => this.hold()}>Hold still</button>
        <button type="button" class="square" title="Light or dark: ${this.theme} (m)" @click=${() => this.nextTheme()}><span
          aria-hidden="true">${SIGNS[this.theme]}</span><span class="for">Theme: ${this.theme}</span></button>
        <button type="button" class="square" title="Keys (?)" @click=${() => this.showKeys()}><span aria-hidden="true">?</span><span
          class="for">Show the keys</span></button></span>
      ${this.me ? html`<span class="me"><span title=${this.me.actor}>${this.me.name || this.me.actor} (${this.me.role}) in ${
        this.me.namespace}</span> ${this.me.session ? html`<button type="button"
          @click=${() => this.signOut()}>Sign out</button>` : nothing}</span>` : nothing}</header>`;
  }

  render() {
    if (this.signedOut) return html`<cf-login @signed-in=${() => this.signIn()}></cf-login>`;
    return html`${this.header()}
      <nav class="pages" aria-label="Pages">${PAGES.filter(page => !page.hidden && this.may(page.role)).map(page => html`
        <a href="#/${page.name}" aria-current=${page === this.route.page ? 'page' : nothing}
          title="g ${page.key}">${page.title}</a>`)}</nav>
      <main id="main" tabindex="-1" class=${this.live.state === 'reconnecting' ? 'stale' : ''}>${problem(this.notSignedOut)}${this.me
        ? this.route.page.view(this.route.parameters, this.me)
        : html`${problem(this.notSignedIn)}<div class="skeleton"><span class="for" role="status">Loading</span><i></i><i></i><i></i></div>`}
        ${this.live.state === 'reconnecting' ? html`<cf-connection .live=${this.live} @retry=${() => this.source.again()}></cf-connection>`
          : nothing}</main>${this.help()}`;
  }
}

customElements.define('cf-app', App);
