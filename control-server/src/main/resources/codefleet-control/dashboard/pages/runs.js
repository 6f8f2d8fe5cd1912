import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {rows} from '../graph.js';
import {confirm} from '../dialog.js';
import {cost, duration, many, word} from '../format.js';
import {ago, empty, state, table, title, waiting} from '../parts.js';
import {answers, answersOf, countsOf} from '../votes.js';

const MAY_LACK = 'Runs may be missing: tasks are still being loaded, or there are more than this list holds.';

class Runs extends Page {
  async load() {
    const {id, cursor, compare} = this.parameters;
    if (this.followed !== id) this.data = undefined;
    this.followed = id;
    if (!id) return api.get('/runs' + queryOf({cursor}));
    const [run, counts] = await Promise.all([api.get('/runs/' + encodeURIComponent(id)), countsOf(id)]);
    const step = compare && this.find(run.steps, compare);
    return {...run, counts, answers: step && await answersOf(step, this.me.namespace)};
  }

  find(steps, name) {
    for (const step of steps || []) {
      const found = step.name === name ? step : this.find(step.steps, name);
      if (found) return found;
    }
    return undefined;
  }

  control(action) {
    const of = this.parameters.id;
    return () => this.act(action + ' ' + of, async () => {
      const {id} = await api.post('/runs/' + encodeURIComponent(of) + '/' + action);
      if (id !== of && of === this.parameters.id && this.isConnected) location.hash = '#/runs' + queryOf({id});
    });
  }

  async cancel() {
    const {id} = this.parameters;
    if (await confirm({title: `Cancel ${id}?`, action: 'Cancel the run', danger: true,
      text: 'All its tasks are cancelled. What has ended stays; nothing is undone.'})) await this.act('cancel ' + id, () => api.delete('/runs/' + encodeURIComponent(id)));
  }

  done(steps) {
    const ended = steps.filter(step => ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'].includes(step.state)).length;
    return `${ended} of ${many(steps.length, 'step')} done`;
  }

  actions(run) {
    const ended = ['COMPLETED', 'FAILED', 'CANCELLED'].includes(run.state);
    const operator = this.may('operator');
    return html`<p class="bar">${state(run.state)} <span>${run.workflow}</span> <span class="quiet">${this.done(run.steps)}${run.note ? ', ' + run.note : ''}</span>
      ${operator && !ended ? html`${run.state === 'PAUSED' ? html`<button type="button" @click=${this.control('resume')}>Resume</button>`
        : html`<button type="button" @click=${this.control('pause')}>Pause</button>`}` : nothing}
      ${operator && ended && run.state !== 'COMPLETED' ? html`<button type="button" @click=${this.control('retry')}>Retry</button>` : nothing}
      ${this.may('submitter') && !ended ? html`<button type="button" @click=${() => this.cancel()}>Cancel</button>` : nothing}</p>`;
  }

  list() {
    if (!this.data) return html`<h1>Runs</h1>${waiting(this)}`;
    const items = this.data.items || [];
    return html`<h1>Runs</h1>${this.problems()}${this.data.complete ? nothing : html`<p class="quiet" role="status">${MAY_LACK}</p>`}
      ${items.length ? table('Runs', html`<th scope="col">State</th><th scope="col">Run</th>
        <th scope="col" class="wide">Driver</th><th scope="col" class="n">Cost</th><th scope="col" class="wide">Submitter</th><th scope="col">Age</th>`,
        repeat(items, run => run.id, run => html`<tr><td>${state(run.status)}</td>
          <td><a href="#/runs${queryOf({id: run.id})}">${run.id}</a></td>
          <td class="wide">${run.worker || '–'}</td><td class="n">${run.cost ? '$' + run.cost : '–'}</td><td class="wide">${run.submitter || '–'}</td>
          <td>${ago(run.submittedAt)}</td></tr>`))
      : empty(this.data.complete ? 'No workflow has run.' : 'No run is listed.', html`Submit one by <code>PUT /api/v1/runs/ID</code> or <code>codefleet run FILE</code>.`)}
      ${this.data && this.data.next ? html`<a href="#/runs${queryOf({cursor: this.data.next})}">Older</a>` : nothing}`;
  }

  /** A step as a box of the graph; the steps inside it are boxes in the box. */
  step(step, after = []) {
    const tasks = step.tasks || [];
    const compare = '#/runs' + queryOf({id: this.parameters.id, compare: step.name});
    return html`<li class="step"><div>${state(step.state)} <strong>${step.name}</strong> ${step.note || ''}
      ${after.length ? html`<span class="quiet">after ${after.join(', ')}</span>` : nothing}
      <span class="quiet">${step.durationMs ? duration(step.durationMs) : ''} ${cost(step.usage)}
        ${step.compensation ? 'compensation: ' + word(step.compensation) : ''}</span>
      ${tasks.map(id => html` <a href="#/task${queryOf({id})}">${id}</a>`)}
      ${tasks.length > 1 || this.data.counts.has(tasks[0]) ? html` <a href=${compare}>Compare<span class="for"> the answers of ${
        step.name}</span></a>` : nothing}</div>
      ${step.steps && step.steps.length ? html`<ul class="row">${step.steps.map(each => this.step(each))}</ul>` : nothing}</li>`;
  }

  render() {
    const run = this.data;
    if (!this.parameters.id) return this.list();
    if (!run || !run.steps) return html`<h1>${this.parameters.id}</h1>${waiting(this)}`;
    return html`${title(run.id)}${this.problems()}
      ${this.actions(run)}
      <ol class="graph">${rows(run.steps, run.graph).map(row => html`<li><ul class="row">${
        row.map(({step, after}) => this.step(step, after))}</ul></li>`)}</ol>
      ${run.answers ? answers(this.parameters.compare, run.answers) : nothing}
      ${run.graph ? html`<details><summary>Graph as Mermaid text</summary><pre tabindex="0">${run.graph}</pre></details>` : nothing}`;
  }
}

customElements.define('cf-runs', Runs);
