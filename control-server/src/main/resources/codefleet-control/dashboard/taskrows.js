// The rows of a list of tasks that is too long to load at once: pages of the API, one behind the other.
import {api, queryOf} from './api.js';

const PAGE = 200;
/** As far down a change of the fleet reads the list again; further down it is only announced. */
const LIVE_PAGES = 3;

export class TaskRows {
  constructor(filter) {
    this.filter = filter;
    this.items = [];
    this.ids = new Set();
    this.pages = 0;
    this.total = 0;
    this.next = undefined;
  }

  add(page) {
    for (const task of page.items) {
      if (!this.ids.has(task.id)) {
        this.ids.add(task.id);
        this.items.push(task);
      }
    }
    this.pages++;
    this.next = page.next;
    this.total = page.total;
    this.complete = page.complete;
  }

  /** Loads the page behind those that are loaded; false if there is none, or it is being loaded. */
  async more() {
    if (this.loading || (this.pages && !this.next)) return false;
    this.loading = true;
    try {
      this.add(await api.get('/tasks' + queryOf({...this.filter, cursor: this.next, limit: PAGE})));
    } finally {
      this.loading = false;
    }
    return true;
  }

  /** Whether the row is so near to the top that the list follows the fleet. */
  follows(row) {
    return row < PAGE * LIVE_PAGES;
  }

  /** Returns the same list as it is now, loaded as far as this row. */
  async again(row) {
    const rows = new TaskRows(this.filter);
    do await rows.more(); while (rows.next && rows.items.length <= row);
    return rows;
  }
}

/** Calls `each` with every page of the list, as far as the server keeps it; waits where the server asks for it. */
export async function everyPage(filter, each) {
  let cursor;
  do {
    let page;
    try {
      page = await api.get('/tasks' + queryOf({...filter, cursor, limit: PAGE}));
    } catch (e) {
      if (e.status !== 429) throw e;
      await new Promise(resume => setTimeout(resume, e.retryAfterMs || 1000));
      continue;
    }
    if (await each(page) === false) return;
    cursor = page.next;
    if (!cursor) return;
  } while (true);
}

const COLUMNS = ['id', 'type', 'status', 'priority', 'attempt', 'worker', 'submittedAt', 'startedAt', 'finishedAt', 'submitter',
  'project', 'model', 'cost', 'tags'];

/** A cell. A spreadsheet runs a cell that begins like a formula, so that such a text gets a quote before it. */
function cell(value) {
  let text = value === undefined || value === null ? '' : String(value);
  if (/^[=+\-@\t\r]/.test(text)) text = "'" + text;
  return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

function column(task, name) {
  if (name === 'tags') return Object.entries(task.tags || {}).map(([key, value]) => `${key}=${value}`).join(' ');
  return name.endsWith('At') && task[name] ? new Date(task[name]).toISOString() : task[name];
}

export function csvHead() {
  return COLUMNS.join(',') + '\r\n';
}

export function csv(tasks) {
  return tasks.map(task => COLUMNS.map(name => cell(column(task, name))).join(',') + '\r\n').join('');
}
