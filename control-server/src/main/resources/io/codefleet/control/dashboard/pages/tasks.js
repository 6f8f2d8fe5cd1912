import {html} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {age, time} from '../format.js';
import {problem, state} from '../parts.js';

const STATUSES = ['DELAYED', 'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'];

class Tasks extends Page {
  load() {
    const {status, type, tag, submitter, cursor} = this.parameters;
    return api.get('/tasks' + queryOf({status, type, tag, submitter, cursor, limit: 50}));
  }

  filter(changes) {
    const parameters = {...this.parameters, cursor: undefined, ...changes};
    location.hash = '#/tasks' + queryOf(parameters);
  }

  render() {
    const {status = '', type = '', tag = '', submitter = ''} = this.parameters;
    const items = this.data ? this.data.items : [];
    return html`<h1>Tasks</h1>
      <form class="filters" @submit=${event => event.preventDefault()}>
        <label>State <select @change=${event => this.filter({status: event.target.value})}>
          <option value="">all</option>${STATUSES.map(each =>
            html`<option value=${each} ?selected=${each === status}>${each.toLowerCase()}</option>`)}</select></label>
        <label>Type <input type="search" .value=${type} @change=${event => this.filter({type: event.target.value})}></label>
        <label>Tag <input type="search" placeholder="key=value" .value=${tag}
          @change=${event => this.filter({tag: event.target.value})}></label>
        <label>Submitter <input type="search" .value=${submitter}
          @change=${event => this.filter({submitter: event.target.value})}></label>
      </form>
      ${problem(this.failure)}
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">State</th><th scope="col">Task</th><th scope="col">Type</th><th scope="col">Tags</th>
        <th scope="col">Worker</th><th scope="col" class="n">Attempt</th><th scope="col">Age</th></tr></thead>
      <tbody>${items.map(task => html`<tr>
        <td>${state(task.status)}</td><td><a href="#/task?id=${encodeURIComponent(task.id)}">${task.id}</a></td>
        <td>${task.type}</td><td>${Object.entries(task.tags || {}).map(([key, value]) => `${key}=${value}`).join(', ')}</td><td>${task.worker || ''}</td><td class="n">${task.attempt}</td>
        <td title=${time(task.submittedAt)}>${age(task.submittedAt)}</td></tr>`)}</tbody></table></div>
      ${this.data && !items.length ? html`<p>No task matches.</p>` : ''}
      ${this.data && this.data.next ? html`<button type="button"
        @click=${() => this.filter({cursor: this.data.next})}>Older</button>` : ''}`;
  }
}

customElements.define('cf-tasks', Tasks);
