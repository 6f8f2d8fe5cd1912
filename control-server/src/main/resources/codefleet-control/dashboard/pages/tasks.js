import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {queryOf} from '../api.js';
import {count} from '../format.js';
import {ago, copyable, empty, save, state, waiting} from '../parts.js';
import {TaskRows, csv, csvHead, everyPage} from '../taskrows.js';
import '../bulk.js';
import '../rows.js';

const STATUSES = [['', 'all'], ['DELAYED,QUEUED,RUNNING', 'not ended'], ['DELAYED', 'delayed'], ['QUEUED', 'queued'],
  ['RUNNING', 'running'], ['COMPLETED', 'completed'], ['FAILED', 'failed'], ['CANCELLED', 'cancelled']];
const FIELDS = [['type', 'Type'], ['tag', 'Tags (key=value)'], ['project', 'Project'], ['model', 'Model'], ['worker', 'Worker'],
  ['submitter', 'Submitter'], ['parent', 'Parent'], ['minCost', 'Cost from ($)'], ['maxCost', 'Cost to ($)']];

/** The local time of a moment as a field of a form wants it. */
function localTime(millis) {
  return millis ? new Date(millis - new Date(millis).getTimezoneOffset() * 60000).toISOString().slice(0, 16) : '';
}

/**
 * The list of tasks, by the filter in the address. Only the rows in sight are in the document, and rows are loaded as they
 * come into sight, so that a list of 100 000 tasks costs as much as one of 50.
 */
class Tasks extends Page {
  static properties = {...Page.properties, first: {state: true}, visible: {state: true}, marked: {state: true},
    selected: {state: true}, stale: {state: true}, exported: {state: true}};

  constructor() {
    super();
    this.first = 0;
    this.visible = 20;
    this.selected = new Set();
  }

  /** The parameters of the API; several tags stand in one field. */
  get query() {
    const {tag, ...others} = this.parameters;
    return {...others, tag: tag ? tag.split(/\s+/).filter(Boolean) : undefined};
  }

  /** The filter as the body of a bulk action has it. */
  get bulkFilter() {
    const {status, since, until, sort, ...texts} = this.query;
    const filter = Object.fromEntries(Object.entries(texts).filter(([, value]) => value && value.length));
    if (status) filter.status = status.split(',');
    if (since) filter.since = Number(since);
    if (until) filter.until = Number(until);
    return filter;
  }

  async load() {
    const key = queryOf(this.query);
    const old = this.rows && this.key === key ? this.rows : undefined;
    if (old && !old.follows(this.first)) {
      this.stale = true;
      return old;
    }
    const rows = await (old || new TaskRows(this.query)).again(old ? this.first + this.visible : 0);
    if (key !== queryOf(this.query)) return this.data;
    if (!old) this.start();
    this.rows = rows;
    this.key = key;
    this.stale = false;
    return rows;
  }

  start() {
    this.selected = new Set();
    this.marked = undefined;
    this.first = 0;
    if (this.list) this.list.toTop();
  }

  get list() {
    return this.querySelector('cf-rows');
  }

  filter(changes) {
    location.hash = '#/tasks' + queryOf({...this.parameters, ...changes});
  }

  sight({first, visible}) {
    this.first = first;
    this.visible = visible;
    this.loadMore();
  }

  async loadMore() {
    const rows = this.rows;
    try {
      while (rows === this.rows && this.first + this.visible >= rows.items.length && await rows.more()) this.requestUpdate();
    } catch (e) {
      this.failed(e);
    }
  }

  pressed(event) {
    const items = this.rows ? this.rows.items : [];
    const at = this.at(items);
    const task = items[at];
    if (event.key === 'j') this.mark(Math.min(at + 1, items.length - 1));
    if (event.key === 'k') this.mark(Math.max(at - 1, 0));
    if (event.key === 'x' && task) this.select(task.id);
    if (event.key === 'Enter' && task && !event.target.closest('a, button')) location.hash = '#/task' + queryOf({id: task.id});
  }

  /** The row of the task that is marked; -1 if none is. */
  at(items) {
    return this.marked === undefined ? -1 : items.findIndex(task => task.id === this.marked);
  }

  mark(row) {
    const task = this.rows && this.rows.items[row];
    if (!task) return;
    this.marked = task.id;
    this.list.reveal(row);
  }

  select(id) {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
  }

  /** What was selected for a bulk action is not also meant by the next one. */
  done() {
    this.selected = new Set();
    return this.toTop();
  }

  async toTop() {
    if (this.list) this.list.toTop();
    this.first = 0;
    await this.refresh();
  }

  async export() {
    const parts = [csvHead()];
    let rows = 0;
    this.refusal = undefined;
    try {
      await everyPage(this.query, page => {
        parts.push(csv(page.items));
        rows += page.items.length;
        this.exported = `${count(rows)} of ${count(page.total)} rows`;
      });
    } catch (e) {
      this.refused(e);
      return;
    }
    save('tasks.csv', 'text/csv', parts);
  }

  field(name, label) {
    return html`<label>${label} <input type="text" .value=${this.parameters[name] || ''}
      @change=${event => this.filter({[name]: event.target.value.trim()})}></label>`;
  }

  moment(name, label) {
    return html`<label>${label} <input type="datetime-local" .value=${localTime(Number(this.parameters[name] || 0))}
      @change=${event => this.filter({[name]: event.target.value ? new Date(event.target.value).getTime() : ''})}></label>`;
  }

  filters() {
    const {status = '', q = '', sort = 'newest'} = this.parameters;
    const used = [...FIELDS.map(([name]) => name), 'since', 'until'].filter(name => this.parameters[name]);
    return html`<form class="filters" role="search" aria-label="Tasks" @submit=${event => event.preventDefault()}>
      <label>Search <input type="search" placeholder="part of an id or title" .value=${q}
        @change=${event => this.filter({q: event.target.value.trim()})}></label>
      <label>State <select @change=${event => this.filter({status: event.target.value})}>${STATUSES.map(([value, name]) =>
        html`<option value=${value} ?selected=${value === status}>${name}</option>`)}</select></label>
      <label>Order <select @change=${event => this.filter({sort: event.target.value})}>${['newest', 'cost', 'duration'].map(each =>
        html`<option value=${each} ?selected=${each === sort}>${each}</option>`)}</select></label>
      <details ?open=${used.length > 0}><summary>More filters${used.length ? ` (${used.length})` : ''}</summary>
        <div class="filters">${FIELDS.map(([name, label]) => this.field(name, label))}
          ${this.moment('since', 'Submitted from')}${this.moment('until', 'Submitted before')}</div></details>
      ${Object.keys(this.parameters).length ? html`<a href="#/tasks">No filter</a>` : nothing}</form>`;
  }

  row(task) {
    const name = task.tags && task.tags.title;
    const tags = Object.entries(task.tags || {}).filter(([key]) => key !== 'title').map(([key, value]) => `${key}=${value}`).join(', ');
    return html`<td class="check"><input type="checkbox" aria-label="Select ${task.id}" .checked=${this.selected.has(task.id)}
        @change=${() => this.select(task.id)}></td>
      <td>${state(task.status)}</td><td>${copyable(task.id, html`<a href="#/task${queryOf({id: task.id})}" title=${task.id}>${name || task.id}</a>`)}${
        name ? html` <span class="quiet">${task.id}</span>` : nothing}</td>
      <td class="wide">${task.type}</td><td class="wide" title=${tags}>${tags}</td><td class="widest">${task.project || ''}</td>
      <td class="widest">${task.submitter || ''}</td><td class="wide">${task.worker || ''}</td><td class="widest">${task.model || ''}</td>
      <td class="n wide">${task.attempt}</td><td class="n wide">${task.cost ? '$' + task.cost : ''}</td><td>${ago(task.submittedAt, '')}</td>`;
  }

  rowList(rows) {
    return html`<cf-rows label="Tasks" columns="12" .items=${rows.items} .total=${rows.total} .marked=${this.at(rows.items)}
      .loaded=${rows.items.length} .key=${this.selected} .row=${task => this.row(task)} @sight=${event => this.sight(event.detail)}
      .heads=${html`<td class="check"></td><th scope="col">State</th><th scope="col">Task</th><th scope="col" class="wide">Type</th>
        <th scope="col" class="wide">Tags</th><th scope="col" class="widest">Project</th><th scope="col" class="widest">Submitter</th>
        <th scope="col" class="wide">Worker</th><th scope="col" class="widest">Model</th><th scope="col" class="n wide">Attempt</th>
        <th scope="col" class="n wide">Cost</th><th scope="col">Age</th>`}></cf-rows>`;
  }

  render() {
    const rows = this.data;
    return html`<h1>Tasks</h1>${this.filters()}${rows ? this.problems() : waiting(this)}
      ${rows ? html`<div class="bar"><span role="status"><strong>${count(rows.total)}</strong> ${
        Number(rows.total) === 1 ? 'task' : 'tasks'}${rows.complete ? '' : ' (some are still being loaded)'}</span>
        ${this.stale ? html`<button type="button" @click=${() => this.toTop()}>Show what is new</button>` : nothing}
        ${this.may('operator') ? html`<cf-bulk .total=${rows.total} .filter=${this.bulkFilter} .selected=${this.selected}
          .tasks=${rows.items} @done=${() => this.done()}></cf-bulk>` : nothing}
        <button type="button" @click=${() => this.export()}>CSV</button>
        <span role="status" class="quiet">${this.exported || ''}</span></div>
        ${rows.items.length ? this.rowList(rows) : empty('No task matches.', html`Try other filters, or <a href="#/tasks">all tasks</a>.`)}` : nothing}`;
  }
}

customElements.define('cf-tasks', Tasks);
