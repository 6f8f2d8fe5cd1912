import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {confirm} from '../dialog.js';
import {fleetPause, pauseNotice} from '../fleetpause.js';
import {count, many} from '../format.js';
import {ago, copyable, empty, state, waiting} from '../parts.js';
import '../rows.js';

const STATES = ['', 'ONLINE', 'BUSY', 'PAUSED', 'DRAINING', 'OFFLINE'];
const MIB = 1024 * 1024;
const DONE = 'The worker carries it out within seconds.';

/** The machines: what each is, does and has done; and the commands to it. */
class Workers extends Page {
  static properties = {...Page.properties, paused: {state: true}};

  async load() {
    const [workers, stats] = await Promise.all([api.get('/workers'), api.get('/metrics')]);
    this.paused = stats.paused;
    return workers.items;
  }

  filter(changes) {
    location.hash = '#/workers' + queryOf({...this.parameters, ...changes});
  }

  get shown() {
    const {id, q = '', state: wanted} = this.parameters;
    const text = q.toLowerCase();
    return this.data.filter(worker => (!id || worker.id === id) && (!wanted || worker.state === wanted)
      && [worker.id, ...worker.types, ...worker.capabilities, this.labels(worker)].some(each => each.toLowerCase().includes(text)));
  }

  order(worker, action, query = '') {
    return this.act(action + ' ' + worker.id + query, async () => {
      await api.post('/workers/' + encodeURIComponent(worker.id) + '/' + action + query);
      this.notice = `${worker.id}: ${action} is on its way. ${DONE}`;
    });
  }

  async ask(worker, action, text, danger) {
    if (await confirm({title: `${action} ${worker.id}?`, text, action, danger})) await this.order(worker, action.toLowerCase());
  }

  async resize(worker) {
    const body = html`<label>Slots <input name="slots" type="number" min="1" max="1000" required value=${worker.concurrency}></label>`;
    const values = await confirm({title: `Resize ${worker.id}?`, action: 'Resize', body,
      text: 'The worker runs so many tasks at a time from now on. Those that run are not stopped.'});
    if (values) await this.order(worker, 'resize', queryOf({concurrency: values.slots}));
  }

  commands(worker) {
    if (!this.may('operator') || worker.state === 'OFFLINE') return nothing;
    const name = html`<span class="for"> ${worker.id}</span>`;
    const still = worker.state === 'PAUSED' || worker.state === 'DRAINING';
    return html`${still ? html`<button type="button" @click=${() => this.order(worker, 'resume')}>Resume${name}</button>`
      : html`<button type="button" @click=${() => this.ask(worker, 'Pause', 'It takes no new tasks until it is resumed. Tasks that run go on.')}>Pause${name}</button>`}
      <button type="button" @click=${() => this.resize(worker)}>Resize${name}</button>
      <button type="button" @click=${() => this.ask(worker, 'Drain', 'It takes no new tasks and ends when those that run have ended.', true)}>Drain${name}</button>
      <button type="button" @click=${() => this.ask(worker, 'Restart', 'It finishes the tasks that run, and starts again as a new process.', true)}>Restart${name}</button>`;
  }

  labels(worker) {
    return Object.entries(worker.labels || {}).map(([key, value]) => `${key}=${value}`).join(', ');
  }

  memory({usedMemoryBytes: used, maxMemoryBytes: most}) {
    return used ? `${count(Math.round(Number(used) / MIB))} of ${count(Math.round(Number(most) / MIB))} MiB` : '–';
  }

  row(worker) {
    const {completed, failed} = worker.performance;
    return html`<td>${state(worker.state)}</td><td>${copyable(worker.id)}</td>
      <td class="n">${worker.running} of ${worker.concurrency}</td><td class="wide">${worker.types.join(', ')}</td>
      <td class="wide">${worker.capabilities.join(', ') || '–'}</td>
      <td class="widest" title=${this.labels(worker)}>${this.labels(worker) || '–'}</td>
      <td class="n wide">${worker.load.cpu >= 0 ? Math.round(100 * worker.load.cpu) + ' %' : '–'}</td>
      <td class="n wide">${this.memory(worker.load)}</td><td class="n wide">${count(completed)}</td><td class="n wide">${count(failed)}</td>
      <td>${ago(worker.lastSeen)}</td><td class="actions">${this.commands(worker)}</td>`;
  }

  list(shown) {
    return html`<cf-rows label="Workers" columns="12" .items=${shown} .row=${worker => this.row(worker)} .key=${this.data}
      .heads=${html`<th scope="col">State</th><th scope="col">Worker</th><th scope="col" class="n">Slots</th>
        <th scope="col" class="wide">Types</th><th scope="col" class="wide">Capabilities</th><th scope="col" class="widest">Labels</th><th scope="col" class="n wide">CPU</th>
        <th scope="col" class="n wide">Memory</th><th scope="col" class="n wide">Completed</th><th scope="col" class="n wide">Failed</th>
        <th scope="col">Last seen</th><th scope="col">Actions</th>`}></cf-rows>`;
  }

  filters() {
    const {q = '', id, state: wanted = ''} = this.parameters;
    return html`<form class="filters" role="search" aria-label="Workers" @submit=${event => event.preventDefault()}>
      <label>Search <input type="search" placeholder="id, type, label …" .value=${q}
        @input=${event => this.filter({q: event.target.value.trim()})}></label>
      <label>State <select @change=${event => this.filter({state: event.target.value})}>${STATES.map(each => html`<option
        value=${each} ?selected=${each === wanted}>${each.toLowerCase() || 'all'}</option>`)}</select></label>
      ${id ? html`<a href="#/workers">All workers</a>` : nothing}</form>`;
  }

  render() {
    if (!this.data) return html`<h1>Workers</h1>${waiting(this)}`;
    const {shown} = this;
    return html`<h1>Workers</h1>${this.filters()}${this.problems()}${pauseNotice(this.paused)}
      ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
      <div class="bar"><span role="status"><strong>${count(shown.length)}</strong> of ${many(this.data.length, 'worker')}</span>
        ${fleetPause(this, this.paused)}</div>
      ${shown.length ? this.list(shown) : this.data.length ? empty('No worker matches.')
        : empty('No worker has joined.', html`Start one with <code>codefleet worker</code>; it appears here by itself.`)}`;
  }
}

customElements.define('cf-workers', Workers);
