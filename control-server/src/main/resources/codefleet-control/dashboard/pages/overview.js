import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {queryOf} from '../api.js';
import {card} from '../day.js';
import {minutesOf} from '../figures.js';
import {fleetPause, pauseNotice} from '../fleetpause.js';
import {count, duration} from '../format.js';
import '../latest.js';
import {empty, state, table, waiting, waitsFor} from '../parts.js';

const NAMES = ['throughput', 'latency', 'failures', 'utilization', 'queued', 'cost'];
/** How many workers are shown, those with trouble first; the page of workers has them all. */
const WORKERS = 24;
const TROUBLE = ['OFFLINE', 'DRAINING', 'PAUSED', 'BUSY', 'ONLINE'];

class Overview extends Page {
  async load(api) {
    const [stats, workers, alerts, approvals] = await Promise.all([api.get('/metrics'), api.get('/workers'), api.get('/alerts?state=FIRING'),
      api.get('/approvals')]);
    return {stats, workers: workers.items, alerts: alerts.items, approvals: approvals.items};
  }

  /** What waits, lane by lane, as bars of one scale. */
  queues(lanes) {
    const most = Math.max(1, ...lanes.map(lane => Number(lane.queued)));
    return table('Lanes', html`<th scope="col">Type</th><th scope="col">Requires</th><th scope="col" class="n">Waiting</th>
      <th scope="col" class="picture wide"><span class="for">Share</span></th><th scope="col" class="n">Oldest</th><th scope="col" class="n">Workers</th>`,
    repeat(lanes, lane => [lane.type, lane.worker, ...lane.requires].join(' '), lane => html`<tr class=${lane.servingWorkers || waitsFor(lane) ? '' : 'unserved'}>
      <td><a href="#/tasks${queryOf({type: lane.type, status: 'QUEUED'})}">${lane.type || 'approval'}</a></td>
      <td>${lane.worker ? 'worker ' + lane.worker : lane.requires.join(', ') || '–'}</td><td class="n">${count(lane.queued)}</td>
      <td class="picture wide"><div class="share" style="width:${100 * Number(lane.queued) / most}%"></div></td>
      <td class="n">${duration(lane.oldestMs)}</td><td class="n">${lane.servingWorkers || (waitsFor(lane) ? `waits for ${waitsFor(lane)}` : 'none serves it')}</td></tr>`));
  }

  worker(worker) {
    return html`<li class="worker"><a href="#/workers${queryOf({id: worker.id})}" title=${worker.id}>${worker.id}</a> ${state(worker.state)}
      <meter min="0" max=${worker.concurrency} value=${worker.running} aria-label="slots in use"></meter>
      <span class="quiet">${worker.running} of ${worker.concurrency}</span></li>`;
  }

  workers(workers) {
    const shown = [...workers].sort((one, other) => TROUBLE.indexOf(one.state) - TROUBLE.indexOf(other.state)).slice(0, WORKERS);
    return html`<ul class="grid">${repeat(shown, worker => worker.id, worker => this.worker(worker))}</ul>
      ${workers.length > shown.length ? html`<p><a href="#/workers">All ${count(workers.length)} workers</a></p>` : nothing}
      ${workers.length ? nothing : empty('No worker has joined.')}`;
  }

  render() {
    if (!this.data) return html`<h1>Overview</h1>${waiting(this)}`;
    const {stats, workers, alerts, approvals} = this.data;
    const oldest = Math.max(0, ...stats.lanes.filter(lane => !waitsFor(lane)).map(lane => Number(lane.oldestMs)));
    const up = workers.filter(worker => worker.state !== 'OFFLINE');
    return html`<h1>Overview</h1>${this.problems()}${pauseNotice(stats.paused)}
      ${alerts.map(alert => html`<p class="problem">${state(alert.state)} <a href="#/alerts">${alert.title}</a>: ${alert.detail}</p>`)}
      <div class="cards">
        ${card('needs you', count(approvals.length), '#/approvals')}
        ${card('running', count(stats.running), '#/tasks?status=RUNNING')}
        ${card('waiting', count(stats.queued), '#/tasks?status=QUEUED', oldest ? 'oldest ' + duration(oldest) : nothing)}
        ${card('delayed', count(stats.delayed), '#/tasks?status=DELAYED')}
        ${card('workers up', count(up.length), '#/workers')}
        <cf-day></cf-day>
      </div>
      <div class="bar">${fleetPause(this, stats.paused)}</div>
      <h2>Newest changes</h2><cf-latest></cf-latest>
      <h2>Figures</h2><cf-figures page="overview" .names=${NAMES} minutes=${minutesOf(this.parameters)}></cf-figures>
      <h2>Workers</h2>${this.workers(workers)}
      <h2>Lanes (queues)</h2>
      ${stats.lanes.length ? this.queues(stats.lanes) : empty('No task waits.')}`;
  }
}

customElements.define('cf-overview', Overview);
