import {LitElement, html, nothing} from 'lit';
import {api, stringify} from './api.js';
import {cost, duration} from './format.js';
import {at, problem, save} from './parts.js';
import {openTranscript} from './unlock.js';

/** A long output is cut here; the files of the transcript have all of it. */
const LINES = 40;

function cut(text) {
  const lines = text.split('\n');
  return lines.length > LINES ? lines.slice(0, LINES).join('\n') + `\n… ${lines.length - LINES} more lines` : text;
}

function pre(text) {
  return text ? html`<pre tabindex="0">${cut(text)}</pre>` : nothing;
}

const KINDS = {
  text: step => ['Text', pre(step.text)],
  tool: step => [html`Tool <code>${step.tool}</code> ${step.status === 'RUNNING' ? 'still running'
    : `${step.status === 'FAILED' ? 'failed' : 'completed'} in ${duration(step.durationMs)}`}`,
  html`${pre(step.input)}${pre(step.output)}`],
  model: step => [html`Model ${step.model || ''} ${duration(step.durationMs)} ${cost(step.usage)}`, nothing],
  approval: step => [html`Permission <code>${step.permission}</code> ${step.allowed ? 'allowed' : 'denied'}`, pre(step.about)],
  todo: step => ['To-do list', html`<ul>${step.todos.map(todo => html`<li>${todo.status}: ${todo.content}</li>`)}</ul>`],
  note: step => [`Note: ${step.about}`, pre(step.text)],
  omitted: step => [`${step.steps} steps omitted`, nothing],
};

/** The transcript of an attempt: read when a person opens it, and again when they open another attempt. */
class Transcript extends LitElement {
  static properties = {
    task: {attribute: false}, namespace: {attribute: false}, unlocked: {attribute: false},
    attempt: {state: true}, data: {state: true}, failure: {state: true},
  };

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    const before = changed.get('task');
    if (before && before.id !== this.task.id) {
      this.attempt = undefined;
      this.opened = false;
      this.clear();
    } else if (before && this.opened && !this.attempt && before.attempt !== this.task.attempt) {
      this.clear();
      this.load();
    }
    if (changed.has('unlocked') && this.opened) this.load();
  }

  get chosen() {
    return this.attempt || this.task.attempt;
  }

  /** Takes away what was read of another attempt, also what is still to be answered. */
  clear() {
    this.turn = (this.turn || 0) + 1;
    this.data = undefined;
    this.failure = undefined;
  }

  path(attempt) {
    return `/tasks/${encodeURIComponent(this.task.id)}/attempts/${attempt}/transcript`;
  }

  fileName(ending) {
    return `transcript-${this.task.id.replaceAll(/[^\w.-]/g, '_')}-${this.chosen}.${ending}`;
  }

  /** Saves what this tab has read: the server cannot read what is decrypted here. */
  saveJson() {
    save(this.fileName('json'), 'application/json', stringify({...this.data, sealed: undefined}, 2));
  }

  async saveMarkdown() {
    const name = this.fileName('md');
    const {turn} = this;
    try {
      save(name, 'text/markdown', await api.text(this.path(this.chosen), 'text/markdown'));
    } catch (e) {
      if (turn === this.turn) this.failed(e);
    }
  }

  failed(failure) {
    this.data = undefined;
    this.failure = failure;
    if (failure.unauthenticated) window.dispatchEvent(new CustomEvent('signed-out'));
  }

  async load() {
    const attempt = this.chosen;
    const turn = (this.turn = (this.turn || 0) + 1);
    this.opened = true;
    try {
      const data = await openTranscript(await api.get(this.path(attempt)), this.namespace);
      if (turn !== this.turn) return;
      this.data = data;
      this.failure = undefined;
    } catch (e) {
      if (turn === this.turn) this.failed(e);
    }
  }

  step(step) {
    const [title, body] = (KINDS[step.kind] || (other => [other.kind, nothing]))(step);
    return html`<li><p><span class="quiet">${at(step.at)}</span> ${title}</p>${body}</li>`;
  }

  content() {
    if (this.failure) return this.failure.status === 404 ? html`<p class="quiet">${this.failure.message}</p>` : problem(this.failure);
    if (!this.data) return html`<p role="status">Loading</p>`;
    if (this.data.locked) return html`<p class="quiet">The transcript is encrypted. Unlock the content to read it.</p>`;
    const faults = this.data.faults || [];
    return html`<p><button type="button" @click=${() => this.saveJson()}>Save as JSON</button>
      ${this.data.sealed ? nothing : html`<button type="button" @click=${() => this.saveMarkdown()}>Save as Markdown</button>`}</p>
      ${faults.length ? html`<div role="status"><ul class="quiet">${faults.map(fault => html`<li>${fault}</li>`)}</ul></div>` : nothing}
      <ol class="transcript">${this.data.steps.map(step => this.step(step))}</ol>
      ${this.data.complete ? nothing : html`<p class="quiet">The end of the attempt is not recorded.</p>`}`;
  }

  render() {
    const {task} = this;
    if (!task || !task.attempt) return nothing;
    const attempts = Array.from({length: task.attempt}, (none, i) => task.attempt - i);
    return html`<details .open=${Boolean(this.opened)} @toggle=${event => event.target.open && this.load()}>
      <summary>Transcript</summary>
      ${attempts.length > 1 ? html`<label>Attempt <select @change=${event => {
        this.attempt = Number(event.target.value);
        this.clear();
        this.load();
      }}>${attempts.map(each => html`<option value=${each} .selected=${each === this.chosen}>${each}</option>`)}</select></label>` : nothing}
      <button type="button" @click=${() => this.load()}>Read again</button>
      ${this.opened ? this.content() : nothing}</details>`;
  }
}

customElements.define('cf-transcript', Transcript);
