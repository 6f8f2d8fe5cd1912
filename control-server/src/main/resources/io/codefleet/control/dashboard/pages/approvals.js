import {html} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api} from '../api.js';
import {duration} from '../format.js';
import {ago, copyable, empty, problem, waiting} from '../parts.js';
import {openPrompt, shown} from '../unlock.js';

/** What waits for a person. `j` and `k` move, `a` approves and `r` rejects what is marked. */
class Approvals extends Page {
  static properties = {...Page.properties, marked: {state: true}};

  async load() {
    const {items} = await api.get('/approvals');
    return Promise.all(items.map(async item => ({...item, question: await openPrompt(item.question, this.me.namespace, item.id)})));
  }

  pressed(event) {
    const items = this.data || [];
    const at = this.at(items);
    if (event.repeat || !items.length) return;
    if (event.key === 'j') this.marked = items[Math.min(at + 1, items.length - 1)].id;
    if (event.key === 'k') this.marked = items[Math.max(at - 1, 0)].id;
    if (event.key === 'a') this.decide(items[at], true);
    if (event.key === 'r') {
      event.preventDefault();
      this.querySelector('li[aria-current=true] input').focus();
    }
  }

  /** The mark stays on its item while others come and go; if it has gone, the first is marked. */
  at(items) {
    return Math.max(0, items.findIndex(item => item.id === this.marked));
  }

  decide(item, approve, comment = '') {
    this.act(() => api.post('/approvals/' + encodeURIComponent(item.id), {approve, comment}));
  }

  /** Enter in the field decides nothing: the first button of the form, which the browser would press, is disabled. */
  submitted(event, item) {
    event.preventDefault();
    this.decide(item, event.submitter.value === 'approve', event.target.elements.comment.value);
  }

  render() {
    if (!this.data) return html`<h1>Needs you</h1>${waiting(this)}`;
    const items = this.data;
    const at = this.at(items);
    return html`<h1>Needs you</h1>${problem(this.failure)}
      ${!items.length ? empty('Nothing waits for a person.', 'Questions of agents and approvals of workflows appear here by themselves.') : ''}
      <ol class="approvals">${repeat(items, item => item.id, (item, i) => html`<li aria-current=${i === at ? 'true' : 'false'}>
        <p><strong>${copyable(item.id)}</strong> asked ${ago(item.submittedAt)}, <span title="until ${new Date(item.endsAt).toLocaleString()}">${duration(item.endsAt - Date.now())} left</span></p>
        <pre>${shown(item.question)}</pre>
        <form @submit=${event => this.submitted(event, item)}>
          <label for="comment-${i}">Comment</label> <input id="comment-${i}" name="comment" autocomplete="off">
          <button type="submit" hidden disabled></button>
          <button type="submit" value="approve" class="primary">Approve<span class="for"> ${item.id}</span></button>
          <button type="submit" value="reject">Reject<span class="for"> ${item.id}</span></button>
          ${item.parent ? html`<a href="#/task?id=${encodeURIComponent(item.parent)}">What it is for</a>` : ''}
        </form></li>`)}</ol>
      <p class="hint">Keys: <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>a</kbd> approve, <kbd>r</kbd> write a reason.</p>`;
  }
}

customElements.define('cf-approvals', Approvals);
