import {html} from 'lit';
import {Page} from '../page.js';
import {api} from '../api.js';
import {duration} from '../format.js';
import {ago, copyable, empty, problem, waiting} from '../parts.js';
import {openPrompt, shown} from '../unlock.js';

/** What waits for a person. `j` and `k` move, `a` approves and `r` rejects what is marked. */
class Approvals extends Page {
  static properties = {...Page.properties, marked: {state: true}};

  constructor() {
    super();
    this.marked = 0;
  }

  async load() {
    const {items} = await api.get('/approvals');
    return Promise.all(items.map(async item => ({...item, question: await openPrompt(item.question, this.me.namespace, item.id)})));
  }

  pressed(event) {
    const items = this.data || [];
    if (event.key === 'j') this.marked = Math.min(this.marked + 1, items.length - 1);
    if (event.key === 'k') this.marked = Math.max(this.marked - 1, 0);
    if (event.key === 'a' && items[this.marked]) this.decide(items[this.marked], true);
    if (event.key === 'r' && items[this.marked]) {
      event.preventDefault();
      this.querySelector(`#comment-${this.marked}`).focus();
    }
  }

  decide(item, approve, comment = '') {
    this.act(() => api.post('/approvals/' + encodeURIComponent(item.id), {approve, comment}));
  }

  render() {
    if (!this.data) return html`<h1>Needs you</h1>${waiting(this)}`;
    const items = this.data;
    return html`<h1>Needs you</h1>${problem(this.failure)}
      ${!items.length ? empty('Nothing waits for a person.', 'Questions of agents and approvals of workflows appear here by themselves.') : ''}
      <ol class="approvals">${items.map((item, i) => html`<li aria-current=${i === this.marked ? 'true' : 'false'}>
        <p><strong>${copyable(item.id)}</strong> asked ${ago(item.submittedAt)}, <span title="until ${new Date(item.endsAt).toLocaleString()}">${duration(item.endsAt - Date.now())} left</span></p>
        <pre>${shown(item.question)}</pre>
        <form @submit=${event => {
          event.preventDefault();
          this.decide(item, event.submitter.value === 'approve', event.target.elements.comment.value);
        }}>
          <label for="comment-${i}">Comment</label> <input id="comment-${i}" name="comment" autocomplete="off">
          <button value="approve" class="primary">Approve<span class="for"> ${item.id}</span></button>
          <button value="reject">Reject<span class="for"> ${item.id}</span></button>
          ${item.parent ? html`<a href="#/task?id=${encodeURIComponent(item.parent)}">What it is for</a>` : ''}
        </form></li>`)}</ol>
      <p class="hint">Keys: <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>a</kbd> approve, <kbd>r</kbd> write a reason.</p>`;
  }
}

customElements.define('cf-approvals', Approvals);
