import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {queryOf} from '../api.js';
import {follow} from '../stream.js';
import {count} from '../format.js';

const LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];
const KEPT = 2000;

/** Log lines of workers as they come. The filters are the server's; workers send only while somebody watches. */
class Logs extends Page {
  static properties = {...Page.properties, lines: {state: true}, waiting: {state: true}, still: {state: true}, live: {state: true}};

  constructor() {
    super();
    this.lines = [];
    this.still = false;
    this.waiting = [];
  }

  /** Opens the stream of the filter; a read of the page without a change of it keeps the stream. */
  async load() {
    const {worker, task, level = 'INFO'} = this.parameters;
    const path = '/logs' + queryOf({worker, task, level});
    if (this.path === path) return this.data;
    this.stop();
    this.path = path;
    this.lines = [];
    this.live = undefined;
    this.source = follow(path, {state: live => this.connection(live), log: given => this.arrived(given)});
    return {};
  }

  /** The stream has no cursor: what workers sent while it was cut off is gone, and the place is marked. */
  connection(live) {
    if (live === 'live' && this.live === 'reconnecting') this.add([{level: 'WARN', message: 'The connection was lost: lines may be missing here.'}]);
    this.live = live;
  }

  arrived({worker, lines, dropped}) {
    const come = lines.map(line => ({worker, ...line}));
    if (dropped) come.unshift({worker, level: 'WARN', message: `${dropped} lines were left out here.`});
    this.add(come);
  }

  add(come) {
    if (this.still) this.waiting = [...this.waiting, ...come].slice(-KEPT);
    else this.lines = [...this.lines, ...come].slice(-KEPT);
  }

  hold() {
    this.still = !this.still;
    if (this.still) return;
    this.lines = [...this.lines, ...this.waiting].slice(-KEPT);
    this.waiting = [];
  }

  stop() {
    if (this.source) this.source.close();
    this.source = undefined;
    this.path = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  filter(changes) {
    location.hash = '#/logs' + queryOf({...this.parameters, ...changes});
  }

  updated() {
    const log = this.querySelector('.log');
    if (log && !this.still) log.scrollTop = log.scrollHeight;
  }

  line(line) {
    const at = line.time || line.timestamp || line['@timestamp'] || '';
    const level = String(line.level || '');
    return html`<div class="line level-${level.toLowerCase()}"><span class="quiet">${at}</span> <strong>${level}</strong> ${line.worker
      ? html`<a href="#/workers${queryOf({id: line.worker})}">${line.worker}</a> ` : nothing}${line.task_id
      ? html`<a href="#/task${queryOf({id: line.task_id})}">${line.task_id}</a> ` : nothing}${line.message || ''}</div>`;
  }

  render() {
    const {worker = '', task = '', level = 'INFO'} = this.parameters;
    return html`<h1>Logs</h1>
      <form class="filters" @submit=${event => event.preventDefault()}>
        <label>Worker <input type="search" .value=${worker} @change=${e => this.filter({worker: e.target.value.trim()})}></label>
        <label>Task <input type="search" .value=${task} @change=${e => this.filter({task: e.target.value.trim()})}></label>
        <label>Level and above <select @change=${e => this.filter({level: e.target.value})}>${LEVELS.map(each =>
          html`<option value=${each} ?selected=${each === level}>${each.toLowerCase()}</option>`)}</select></label>
        <button type="button" aria-pressed=${this.still} @click=${() => this.hold()}>Hold the lines</button>
        <span role="status" class="quiet">${this.still ? `${count(this.waiting.length)} lines wait` : this.live || 'connecting'}</span>
      </form>${this.problems()}
      <div class="log" role="log" tabindex="0" aria-label="Log lines">${this.lines.map(each => this.line(each))}
        ${this.lines.length ? nothing : html`<p>No line has come yet. Workers begin to send within seconds.</p>`}</div>`;
  }
}

customElements.define('cf-logs', Logs);
