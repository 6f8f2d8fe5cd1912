import {html} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {age, cost, duration, time} from '../format.js';
import {problem, state} from '../parts.js';

class Runs extends Page {
  load() {
    const {id, cursor} = this.parameters;
    return id ? api.get('/runs/' + encodeURIComponent(id)) : api.get('/runs' + queryOf({cursor}));
  }

  control(action) {
    return () => this.act(() => api.post('/runs/' + encodeURIComponent(this.parameters.id) + '/' + action));
  }

  list() {
    const items = this.data && this.data.items ? this.data.items : [];
    return html`<h1>Runs</h1>${problem(this.failure)}
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">State</th><th scope="col">Run</th><th scope="col">Age</th></tr></thead>
      <tbody>${items.map(run => html`<tr><td>${state(run.status)}</td>
        <td><a href="#/runs?id=${encodeURIComponent(run.id)}">${run.id}</a></td>
        <td title=${time(run.submittedAt)}>${age(run.submittedAt)}</td></tr>`)}</tbody></table></div>
      ${this.data && !items.length ? html`<p>No workflow has run.</p>` : ''}`;
  }

  step(step) {
    return html`<li>${state(step.state)} <strong>${step.name}</strong> ${step.note || ''}
      ${step.durationMs ? duration(step.durationMs) : ''} ${cost(step.usage)}
      ${(step.tasks || []).map(id => html` <a href="#/task?id=${encodeURIComponent(id)}">${id}</a>`)}
      ${step.steps && step.steps.length ? html`<ol>${step.steps.map(each => this.step(each))}</ol>` : ''}</li>`;
  }

  render() {
    const run = this.data;
    if (!this.parameters.id) return this.list();
    if (!run || !run.steps) return html`<h1>${this.parameters.id}</h1>${problem(this.failure)}`;
    return html`<h1>${run.id}</h1>${problem(this.failure)}
      <p>${run.workflow}: ${run.state.toLowerCase()} ${run.note}</p>
      <p><button type="button" @click=${this.control('pause')}>Pause</button>
        <button type="button" @click=${this.control('resume')}>Resume</button>
        <button type="button" @click=${this.control('retry')}>Retry</button></p>
      <ol class="steps">${run.steps.map(step => this.step(step))}</ol>`;
  }
}

customElements.define('cf-runs', Runs);
