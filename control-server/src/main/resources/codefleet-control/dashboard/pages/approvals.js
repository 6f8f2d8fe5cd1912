import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {confirm} from '../dialog.js';
import {count, duration} from '../format.js';
import {ago, copyable, empty, problem, state, table, waiting} from '../parts.js';
import {everyPage} from '../taskrows.js';
import {openPrompt, shown} from '../unlock.js';

const DAY = 86400000;
/** How many failures are shown, and among how many failed tasks they are looked for. */
const FAILURES = 50;
const LOOKED_AT = 1000;
const SEEN = 'codefleet-failures-seen';

/** The failures that this browser has marked as seen: when each task failed, by its id. */
function seenFailures() {
  try {
    return Object(JSON.parse(localStorage.getItem(SEEN)));
  } catch (e) {
    return {};
  }
}

/**
 * What waits for a person, and what failed lately. `j` and `k` move, `a` approves and `r` rejects what is marked. The mark is on
 * one approval, and moves only by these keys: a person decides on what they have read.
 */
class Approvals extends Page {
  static properties = {...Page.properties, marked: {state: true}};

  async load() {
    const [approvals, failures, alerts] = await Promise.all([api.get('/approvals'), this.newFailures(), api.get('/alerts?state=FIRING')]);
    const items = await Promise.all(approvals.items.map(item => this.opened(item)));
    return {items, ...failures, alerts: alerts.items};
  }

  /** An approval that cannot be decrypted says so in its place, and hides no other. */
  async opened(item) {
    try {
      return {...item, question: await openPrompt(item.question, this.me.namespace, item.id)};
    } catch (e) {
      return {...item, fault: e};
    }
  }

  /** The first approval of those that the page shows first is marked. */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (changed.has('data') && !changed.get('data') && this.data.items.length) this.marked = this.data.items[0].id;
  }

  /** What failed within a day and is not marked as seen, without rejected approvals; `more` says that there may be others. */
  async newFailures() {
    const seen = seenFailures();
    const failed = [];
    let looked = 0;
    let more = '';
    await everyPage({status: 'FAILED', since: Date.now() - 7 * DAY}, ({items, next}) => {
      looked += items.length;
      failed.push(...items.filter(task => task.type !== 'approval' && task.finishedAt > Date.now() - DAY
        && seen[task.id] !== Number(task.finishedAt)));
      if (failed.length > FAILURES) more = `The newest ${FAILURES} are shown; there are more.`;
      else if (next && looked >= LOOKED_AT) more = `Only the newest ${count(looked)} failed tasks were looked at; there may be more.`;
      return more === '';
    });
    return {failed: failed.slice(0, FAILURES), more};
  }

  /** Only what was shown is seen; what failed more than a day ago is not listed, and forgotten. */
  markSeen() {
    const seen = [...Object.entries(seenFailures()), ...this.data.failed.map(task => [task.id, Number(task.finishedAt)])];
    localStorage.setItem(SEEN, JSON.stringify(Object.fromEntries(seen.filter(([, at]) => at > Date.now() - DAY))));
    this.refresh();
  }

  replay(task) {
    return this.act('replay ' + task.id, async () => {
      const {id} = await api.post('/tasks/' + encodeURIComponent(task.id) + '/replay');
      this.notice = html`Submitted again as <a href="#/task${queryOf({id})}">${id}</a>.`;
    });
  }

  async purge(task) {
    if (!await confirm({title: `Purge ${task.id}?`, text: 'It is deleted with its history, and cannot be replayed after that.',
      action: 'Purge', danger: true})) return;
    this.act('purge ' + task.id, () => api.delete('/dead-letters/' + encodeURIComponent(task.id)));
  }

  failures({failed, more}) {
    return html`<h2>Failed in the last 24 hours</h2>${more ? html`<p role="status">${more}</p>` : nothing}
      <p class="bar"><button type="button" @click=${() => this.markSeen()}>Mark as seen</button></p>
      ${table('Failed tasks', html`<th scope="col">State</th><th scope="col">Task</th><th scope="col">Type</th><th scope="col">Ended</th>
        <th scope="col">Actions</th>`, repeat(failed, task => task.id, task => html`<tr><td>${state(task.status)}</td>
        <td><a href="#/task${queryOf({id: task.id})}">${task.id}</a></td><td>${task.type}</td><td>${ago(task.finishedAt)}</td>
        <td class="actions">${this.may('operator') && task.type !== 'workflow' ? html`<button type="button"
          @click=${() => this.replay(task)}>Replay<span class="for"> ${task.id}</span></button>` : nothing}
        ${this.may('operator') ? html`<button type="button"
          @click=${() => this.purge(task)}>Purge<span class="for"> ${task.id}</span></button>` : nothing}</td></tr>`))}`;
  }

  pressed(event) {
    const items = this.data ? this.data.items : [];
    if (event.repeat || !items.length) return;
    const at = items.findIndex(item => item.id === this.marked);
    if (event.key === 'j') this.marked = items[Math.min(at + 1, items.length - 1)].id;
    if (event.key === 'k') this.marked = items[Math.max(at - 1, 0)].id;
    if (event.key === 'a' && at >= 0) this.decide(items[at], true);
    if (event.key === 'r' && at >= 0) {
      event.preventDefault();
      this.querySelector('li[aria-current=true] input').focus();
    }
  }

  decide(item, approve, comment = '') {
    this.act('decide ' + item.id, () => api.post('/approvals/' + encodeURIComponent(item.id), {approve, comment}));
  }

  /** Enter in the field decides nothing: the first button of the form, which the browser would press, is disabled. */
  submitted(event, item) {
    event.preventDefault();
    this.decide(item, event.submitter.value === 'approve', event.target.elements.comment.value);
  }

  render() {
    if (!this.data) return html`<h1>Needs you</h1>${waiting(this)}`;
    const {items, failed, more, alerts} = this.data;
    return html`<h1>Needs you</h1>${this.problems()}
      ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
      ${alerts.map(alert => html`<p class="problem">${state(alert.state)} <a href="#/alerts">${alert.title}</a>: ${alert.detail}</p>`)}
      ${!items.length ? empty('Nothing waits for a person.', 'Questions of agents and approvals of workflows appear here by themselves.') : ''}
      <ol class="approvals">${repeat(items, item => item.id, (item, i) => html`<li aria-current=${item.id === this.marked ? 'true' : 'false'}>
        <p><strong>${copyable(item.id)}</strong> asked ${ago(item.submittedAt)}, <span title="until ${new Date(item.endsAt).toLocaleString()}">${duration(item.endsAt - Date.now())} left</span></p>
        ${item.fault ? problem(item.fault) : html`<pre>${shown(item.question)}</pre>`}
        <form @submit=${event => this.submitted(event, item)}>
          <label for="comment-${i}">Comment</label> <input id="comment-${i}" name="comment" autocomplete="off">
          <button type="submit" hidden disabled></button>
          <button type="submit" value="approve" class="primary">Approve<span class="for"> ${item.id}</span></button>
          <button type="submit" value="reject">Reject<span class="for"> ${item.id}</span></button>
          ${item.parent ? html`<a href="#/task?id=${encodeURIComponent(item.parent)}">What it is for</a>` : ''}
        </form></li>`)}</ol>
      ${failed.length || more ? this.failures(this.data) : nothing}
      <p class="hint">Keys: <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>a</kbd> approve, <kbd>r</kbd> write a reason.</p>`;
  }
}

customElements.define('cf-approvals', Approvals);
