import {html} from 'lit';
import {Page} from '../page.js';
import {count, duration} from '../format.js';
import {problem, state} from '../parts.js';

class Overview extends Page {
  async load(api) {
    const [stats, workers] = await Promise.all([api.get('/metrics'), api.get('/workers')]);
    return {stats, workers: workers.items};
  }

  card(label, value, link) {
    return html`<a class="card" href=${link}><span class="number">${value}</span><span>${label}</span></a>`;
  }

  render() {
    if (!this.data) return html`<h1>Overview</h1>${problem(this.failure)}`;
    const {stats, workers} = this.data;
    const up = workers.filter(worker => worker.state !== 'OFFLINE');
    return html`<h1>Overview</h1>${problem(this.failure)}
      ${stats.paused ? html`<p class="problem">The fleet is paused: no task is handed out.</p>` : ''}
      <div class="cards">
        ${this.card('running', count(stats.running), '#/tasks?status=RUNNING')}
        ${this.card('waiting', count(stats.queued), '#/tasks?status=QUEUED')}
        ${this.card('delayed', count(stats.delayed), '#/tasks?status=DELAYED')}
        ${this.card('completed', count(stats.completed), '#/tasks?status=COMPLETED')}
        ${this.card('failed', count(stats.failed), '#/tasks?status=FAILED')}
        ${this.card('workers up', count(up.length), '#/workers')}
      </div>
      <h2>Workers</h2>
      <ul class="grid">${workers.map(worker => html`<li class="worker">
        <a href="#/workers?id=${encodeURIComponent(worker.id)}">${worker.id}</a> ${state(worker.state)}
        <meter min="0" max=${worker.concurrency} value=${worker.running}
          aria-label="slots in use"></meter> ${worker.running} of ${worker.concurrency}</li>`)}</ul>
      <h2>Lanes (queues)</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">Type</th><th scope="col">Requires</th><th scope="col" class="n">Waiting</th>
        <th scope="col" class="n">Oldest</th><th scope="col" class="n">Workers</th></tr></thead>
      <tbody>${stats.lanes.map(lane => html`<tr class=${lane.servingWorkers ? '' : 'unserved'}>
        <td>${lane.type}</td><td>${lane.requires.join(', ')}</td><td class="n">${count(lane.queued)}</td>
        <td class="n">${duration(lane.oldestMs)}</td>
        <td class="n">${lane.servingWorkers || 'none serves it'}</td></tr>`)}</tbody></table></div>`;
  }
}

customElements.define('cf-overview', Overview);
