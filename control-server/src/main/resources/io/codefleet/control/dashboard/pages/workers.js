import {html} from 'lit';
import {Page} from '../page.js';
import {api} from '../api.js';
import {age, count} from '../format.js';
import {problem, state} from '../parts.js';

class Workers extends Page {
  async load() {
    return (await api.get('/workers')).items;
  }

  command(worker, action) {
    return () => this.act(() => api.post('/workers/' + encodeURIComponent(worker.id) + '/' + action));
  }

  render() {
    const workers = this.data || [];
    return html`<h1>Workers</h1>${problem(this.failure)}
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">State</th><th scope="col">Worker</th><th scope="col">Types</th>
        <th scope="col">Capabilities</th><th scope="col" class="n">Slots</th><th scope="col" class="n">Completed</th>
        <th scope="col" class="n">Failed</th><th scope="col">Last seen</th><th scope="col">Actions</th></tr></thead>
      <tbody>${workers.map(worker => html`<tr ?aria-current=${worker.id === this.parameters.id}>
        <td>${state(worker.state)}</td><td>${worker.id}</td><td>${worker.types.join(', ')}</td>
        <td>${worker.capabilities.join(', ')}</td><td class="n">${worker.running} of ${worker.concurrency}</td>
        <td class="n">${count(worker.performance.completed)}</td><td class="n">${count(worker.performance.failed)}</td>
        <td>${age(worker.lastSeen)} ago</td>
        <td class="actions">
          <button type="button" @click=${this.command(worker, 'pause')}>Pause<span class="for"> ${worker.id}</span></button>
          <button type="button" @click=${this.command(worker, 'resume')}>Resume<span class="for"> ${worker.id}</span></button>
          <button type="button" @click=${this.command(worker, 'drain')}>Drain<span class="for"> ${worker.id}</span></button>
        </td></tr>`)}</tbody></table></div>
      ${this.data && !workers.length ? html`<p>No worker has joined.</p>` : ''}`;
  }
}

customElements.define('cf-workers', Workers);
