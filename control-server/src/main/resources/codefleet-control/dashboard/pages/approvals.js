import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {confirm} from '../dialog.js';
import {duration} from '../format.js';
import {ago, copyable, empty, problem, state, table, waiting} from '../parts.js';
import {openPrompt, shown} from '../unlock.js';

const DAY = 86400000;
const FAILURES = 50;
const SEEN = 'codefleet-failures-seen';

/**
 * What waits for a person, and what failed lately. `j` and `k` move, `a` approves and `r` rejects what is marked. The mark is on
 * one approval, and moves only by these keys: a person decides on what they have read.
 */
class Approvals extends Page {
  static properties = {...Page.properties, marked: {state: true}};

  async load() {
    const [approvals, failed, alerts] = await Promise.all([api.get('/approvals'),
      api.get('/tasks' + queryOf({status: 'FAILED', since: Date.now() - 7 * DAY, limit: FAILURES})), api.get('/alerts?state=FIRING')]);
    const items = await Promise.all(approvals.items.map(item => this.opened(item)));
    return {items, failed: failed.items.filter(task => this.isNew(task)), alerts: alerts.items};
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

  /** Whether a task has failed within a day, and behind what this browser has marked as seen. It leaves rejected approvals out. */
  isNew(task) {
    return task.type !== 'approval' && task.finishedAt > Math.max(Date.now() - DAY, Number(localStorage.getItem(SEEN) || 0));
  }

  markSeen() {
    localStorage.setItem(SEEN, String(Math.max(...this.data.failed.map(task => Number(task.finishedAt)))));
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

  failures(failed) {
    return html`<h2>Failed in the last 24 hours</h2>
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
    const {items, failed, alerts} = this.data;
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
      ${failed.length ? this.failures(failed) : nothing}
      <p class="hint">Keys: <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>a</kbd> approve, <kbd>r</kbd> write a reason.</p>`;
  }
}

customElements.define('cf-approvals', Approvals);
