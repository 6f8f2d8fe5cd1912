import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {api, follow} from '../api.js';
import {cost, duration, time} from '../format.js';
import {fact, patchLines, problem, state} from '../parts.js';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

class Task extends Page {
  static properties = {...Page.properties, talk: {state: true}};

  constructor() {
    super();
    this.talk = [];
  }

  get path() {
    return '/tasks/' + encodeURIComponent(this.parameters.id);
  }

  async load() {
    const task = await api.get(this.path);
    if (!ENDED.includes(task.status) && !this.source) {
      this.source = follow(this.path + '/progress', {
        progress: line => (this.talk = [...this.talk.slice(-200), line]),
        end: () => this.stopTalk(),
      });
    }
    if (ENDED.includes(task.status)) this.stopTalk();
    return task;
  }

  stopTalk() {
    if (this.source) this.source.close();
    this.source = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTalk();
  }

  render() {
    const task = this.data;
    if (!task) return html`<h1>Task</h1>${problem(this.failure)}`;
    const result = task.outcome && task.outcome.result;
    const error = task.outcome && task.outcome.error;
    return html`<h1>${task.id}</h1>${problem(this.failure)}
      <p>${state(task.status)}
        ${ENDED.includes(task.status) ? nothing : html`<button type="button"
          @click=${() => this.act(() => api.delete(this.path))}>Cancel</button>`}
        ${task.status === 'FAILED' ? html`<button type="button"
          @click=${() => this.act(() => api.post(this.path + '/replay'))}>Replay</button>` : nothing}</p>
      <dl class="facts">${fact('Type', task.type)}${fact('Priority', task.priority)}
        ${fact('Submitted', time(task.submittedAt))}
        ${task.worker ? fact('Worker', task.worker) : nothing}
        ${task.usage ? fact('Cost', cost(task.usage)) : nothing}
        ${result && result.model ? fact('Model', result.model) : nothing}</dl>
      <details><summary>Prompt</summary><pre>${task.task.prompt}</pre></details>
      <h2>Attempts</h2>
      <ol class="attempts">${task.history.map(attempt => html`<li>Attempt ${attempt.attempt} on ${attempt.worker},
        ${attempt.endedAt ? 'ended ' + String(attempt.end || '').toLowerCase() + ' after '
          + duration(attempt.endedAt - attempt.startedAt) : 'runs'}
        ${attempt.error ? html`<p class="problem">${attempt.error.kind}: ${attempt.error.message}</p>` : nothing}</li>`)}</ol>
      ${this.talk.length ? html`<h2>Live</h2><pre class="talk" role="log" tabindex="0">${this.talk.map(line =>
        line.text + '\n')}</pre>` : nothing}
      ${error ? html`<h2>Error</h2><p class="problem">${error.kind}: ${error.message}</p>` : nothing}
      ${result ? html`<h2>Answer</h2><pre>${result.text}</pre>` : nothing}
      ${result && result.patch ? html`<h2>Changes</h2>${patchLines(result.patch)}` : nothing}`;
  }
}

customElements.define('cf-task', Task);
