import {html} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {queryOf} from '../api.js';
import {count, duration} from '../format.js';
import {empty, table, waiting, waitsFor} from '../parts.js';

/** The queues. What nobody serves is first: it waits until somebody starts a worker. */
class Lanes extends Page {
  async load(api) {
    const lanes = (await api.get('/lanes')).items;
    return lanes.sort((one, other) => (this.served(one) ? 1 : 0) - (this.served(other) ? 1 : 0)
      || other.oldestMs - one.oldestMs);
  }

  served(lane) {
    return lane.workers.length > 0 || waitsFor(lane) !== undefined;
  }

  row(lane) {
    const tasks = '#/tasks' + queryOf({type: lane.type, status: 'QUEUED'});
    return html`<tr class=${this.served(lane) ? '' : 'unserved'}>
      <td><a href=${tasks}>${lane.type}</a></td>
      <td>${lane.worker ? 'worker ' + lane.worker : lane.requires.join(', ') || '–'}</td>
      <td class="n">${count(lane.queued)}</td>
      <td class="n">${lane.running === undefined ? '' : count(lane.running)}</td>
      <td class="n">${lane.queued ? duration(lane.oldestMs) : ''}</td>
      <td>${lane.workers.length ? this.workers(lane.workers) : waitsFor(lane) ? `waits for ${waitsFor(lane)}` : '✗ none serves it'}</td></tr>`;
  }

  workers(ids) {
    return html`${ids.slice(0, 8).map((id, i) => html`${i ? ', ' : ''}<a href="#/workers${queryOf({id})}">${id}</a>`)}${
      ids.length > 8 ? ` and ${ids.length - 8} more` : ''}`;
  }

  render() {
    if (!this.data) return html`<h1>Lanes</h1>${waiting(this)}`;
    const lanes = this.data;
    return html`<h1>Lanes</h1>${this.problems()}
      ${lanes.length ? table('Lanes', html`<th scope="col">Type</th><th scope="col">Requires</th><th scope="col" class="n">Waiting</th>
        <th scope="col" class="n">Running</th><th scope="col" class="n">Oldest waits</th><th scope="col">Served by</th>`,
      repeat(lanes, lane => [lane.type, lane.worker, ...lane.requires].join(' '), lane => this.row(lane))) : empty('No task waits or runs.')}`;
  }
}

customElements.define('cf-lanes', Lanes);
