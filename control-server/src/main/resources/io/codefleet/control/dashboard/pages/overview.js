import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {queryOf} from '../api.js';
import {count, duration} from '../format.js';
import {problem, state, table} from '../parts.js';
import {everyPage} from '../taskrows.js';
import {series} from '../series.js';
import '../chart.js';

const WINDOWS = [['15', '15 minutes'], ['60', '1 hour'], ['360', '6 hours'], ['1440', '24 hours']];
/** How many tasks the charts are drawn from at most, and how often they are read, however often the fleet changes. */
const CHART_TASKS = 4000;
const CHART_AGE = 10000;

class Overview extends Page {
  async load(api) {
    const [stats, workers, alerts] = await Promise.all([api.get('/metrics'), api.get('/workers'), api.get('/alerts?state=FIRING')]);
    await this.loadCharts();
    return {stats, workers: workers.items, alerts: alerts.items};
  }

  get minutes() {
    return Number(WINDOWS.some(([value]) => value === this.parameters.minutes) ? this.parameters.minutes : '15');
  }

  async loadCharts() {
    const {minutes} = this;
    const now = Date.now();
    if (this.charts && this.charts.minutes === minutes && now - this.charts.now < CHART_AGE) return;
    const tasks = [];
    let all = true;
    await everyPage({since: now - minutes * 60000}, page => {
      tasks.push(...page.items);
      all = !page.next || tasks.length < CHART_TASKS;
      return all;
    });
    this.charts = {minutes, now, all, tasks: tasks.length, ...series(tasks, now, minutes * 60000)};
  }

  chart(label, unit, name, digits = 1) {
    return html`<cf-chart label=${label} unit=${unit} digits=${digits} .times=${this.charts.times} .values=${this.charts[name]}></cf-chart>`;
  }

  chartSection() {
    if (!this.charts) return nothing;
    return html`<h2>Figures</h2>
      <form class="filters" @submit=${event => event.preventDefault()}><label>Time <select
        @change=${event => (location.hash = '#/overview' + queryOf({minutes: event.target.value}))}>${WINDOWS.map(([value, name]) =>
          html`<option value=${value} ?selected=${Number(value) === this.minutes}>${name}</option>`)}</select></label>
        <span class="quiet">From ${this.charts.all ? '' : 'the newest '}${count(this.charts.tasks)} tasks that were submitted in this time.</span></form>
      <div class="charts">${this.chart('Throughput', 'per min', 'throughput')}
        ${this.chart('Time from submission to end', 's', 'latency')}${this.chart('Failed', '%', 'failures')}
        ${this.chart('Slots in use', 'slots', 'slots')}${this.chart('Cost', '$', 'cost', 4)}</div>`;
  }

  card(label, value, link) {
    return html`<a class="card" href=${link}><span class="number">${value}</span><span>${label}</span></a>`;
  }

  /** What waits, lane by lane, as bars of one scale. */
  queues(lanes) {
    const most = Math.max(1, ...lanes.map(lane => Number(lane.queued)));
    return table('Lanes', html`<th scope="col">Type</th><th scope="col">Requires</th><th scope="col" class="n">Waiting</th>
      <th scope="col" class="picture"><span class="for">Share</span></th><th scope="col" class="n">Oldest</th><th scope="col" class="n">Workers</th>`,
    lanes.map(lane => html`<tr class=${lane.servingWorkers ? '' : 'unserved'}>
      <td><a href="#/tasks${queryOf({type: lane.type, status: 'QUEUED'})}">${lane.type}</a></td>
      <td>${lane.worker ? 'worker ' + lane.worker : lane.requires.join(', ')}</td><td class="n">${count(lane.queued)}</td>
      <td class="picture"><div class="share" style="width:${100 * Number(lane.queued) / most}%"></div></td>
      <td class="n">${duration(lane.oldestMs)}</td><td class="n">${lane.servingWorkers || 'none serves it'}</td></tr>`));
  }

  worker(worker) {
    return html`<li class="worker"><a href="#/workers${queryOf({id: worker.id})}">${worker.id}</a> ${state(worker.state)}
      <meter min="0" max=${worker.concurrency} value=${worker.running} aria-label="slots in use"></meter>
      ${worker.running} of ${worker.concurrency}</li>`;
  }

  render() {
    if (!this.data) return html`<h1>Overview</h1>${problem(this.failure)}`;
    const {stats, workers, alerts} = this.data;
    const up = workers.filter(worker => worker.state !== 'OFFLINE');
    return html`<h1>Overview</h1>${problem(this.failure)}
      ${stats.paused ? html`<p class="problem">The fleet is paused: no task is handed out.</p>` : nothing}
      ${alerts.map(alert => html`<p class="problem">${state(alert.state)} <a href="#/alerts">${alert.title}</a>: ${alert.detail}</p>`)}
      <div class="cards">
        ${this.card('running', count(stats.running), '#/tasks?status=RUNNING')}
        ${this.card('waiting', count(stats.queued), '#/tasks?status=QUEUED')}
        ${this.card('delayed', count(stats.delayed), '#/tasks?status=DELAYED')}
        ${this.card('completed', count(stats.completed), '#/tasks?status=COMPLETED')}
        ${this.card('failed', count(stats.failed), '#/tasks?status=FAILED')}
        ${this.card('workers up', count(up.length), '#/workers')}
      </div>
      ${this.chartSection()}
      <h2>Workers</h2>
      <ul class="grid">${workers.map(worker => this.worker(worker))}</ul>
      <h2>Lanes (queues)</h2>
      ${stats.lanes.length ? this.queues(stats.lanes) : html`<p>No task waits.</p>`}`;
  }
}

customElements.define('cf-overview', Overview);
