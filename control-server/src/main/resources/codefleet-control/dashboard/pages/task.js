import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {address, api, parse, queryOf, stringify, submitter} from '../api.js';
import {confirm} from '../dialog.js';
import {curl, spans, template, whyItWaits} from '../attempts.js';
import {cost, size} from '../format.js';
import {mergePatch} from '../merge.js';
import {ago, fact, state, title, waiting} from '../parts.js';
import {follow} from '../stream.js';
import {askForKeys, lock, openTask, shown, unlocked} from '../unlock.js';
import '../patch.js';
import '../transcript.js';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];
const MERGE_PATCH = 'application/merge-patch+json';

function pathOf(id) {
  return '/tasks/' + encodeURIComponent(id);
}

/** A command acts on the task that is shown when it is given, also if the page shows another when it is confirmed. */
class Task extends Page {
  static properties = {...Page.properties, talk: {state: true}, editing: {state: true}};

  constructor() {
    super();
    this.talk = [];
  }

  async load() {
    const {id} = this.parameters;
    if (this.followed !== id) {
      // A command acts on the task of the address; until that is there, none is shown.
      this.data = undefined;
      this.stopTalk();
      this.talk = [];
      this.editing = false;
      this.notice = undefined;
      this.followed = id;
    }
    const task = await openTask(await api.get(pathOf(id)), this.me.namespace);
    const why = await whyItWaits(task);
    const asks = task.status === 'RUNNING' ? (await api.get('/approvals')).items.filter(item => item.parent === id).length : 0;
    // A slow answer must not open the stream of a task that the page has left.
    if (this.isConnected && id === this.followed) this.followTalk(task);
    return {...task, why, asks};
  }

  followTalk(task) {
    if (ENDED.includes(task.status)) {
      this.stopTalk();
    } else if (!this.source) {
      this.source = follow(pathOf(task.id) + '/progress', {
        progress: line => (this.talk = [...this.talk.slice(-200), line]),
        missed: ({dropped}) => (this.talk = [...this.talk.slice(-200), {text: `${dropped} messages were left out here.`}]),
        end: () => this.stopTalk(),
      });
    }
  }

  stopTalk() {
    if (this.source) this.source.close();
    this.source = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopTalk();
  }

  unlock() {
    return this.act('unlock', askForKeys);
  }

  lock() {
    lock();
    return this.refresh();
  }

  /** What the agent says and does since the page was opened; until something comes, the last that is kept. */
  lines(task) {
    return this.talk.length || ENDED.includes(task.status) || !task.progress ? this.talk : [task.progress];
  }

  sealing(task) {
    if (task.locked) {
      return html`<p class="notice">The content is encrypted, and the control plane has no key.
        <button type="button" @click=${() => this.unlock()}>Unlock</button></p>`;
    }
    return unlocked() ? html`<p class="notice">Keys are in the memory of this tab.
      <button type="button" @click=${() => this.lock()}>Lock</button></p>` : nothing;
  }

  async cancel({id}) {
    if (await confirm({title: `Cancel ${id}?`, action: 'Cancel the task', danger: true,
      text: 'A worker that runs it stops. Its children are cancelled too.'})) await this.act('cancel ' + id, () => api.delete(pathOf(id)));
  }

  async purge({id}) {
    if (!await confirm({title: `Purge ${id}?`, action: 'Purge the task', danger: true,
      text: 'It is deleted with its history, and cannot be replayed after that.'})) return;
    await this.act('purge ' + id, async () => {
      await api.delete('/dead-letters/' + encodeURIComponent(id));
      this.leave(id, '#/tasks' + queryOf({status: 'FAILED'}));
    });
  }

  /** Goes to another page, unless the person has done so meanwhile. */
  leave(id, hash) {
    if (this.isConnected && this.parameters.id === id) location.hash = hash;
  }

  replay(task) {
    return this.act('replay ' + task.id, async () => {
      const {id} = await api.post(pathOf(task.id) + '/replay');
      this.notice = html`Submitted again as <a href="#/task${queryOf({id})}">${id}</a>.`;
    });
  }

  /** A task that has ended is replayed with the edits, so that the new one names what it came from; another is a new task. */
  submitEdited(event, task) {
    event.preventDefault();
    const fields = event.target.elements;
    this.act('submit ' + task.id, async () => {
      const edited = {...parse(fields.rest.value), prompt: fields.prompt.value};
      const before = {...template(task.task), prompt: task.task.prompt};
      const {id} = this.replays(task) ? await api.post(pathOf(task.id) + '/replay', mergePatch(before, edited), MERGE_PATCH)
        : await this.send(edited);
      this.leave(task.id, '#/task' + queryOf({id}));
    });
  }

  replays(task) {
    return ENDED.includes(task.status) && this.may('operator');
  }

  actions(task) {
    return html`${ENDED.includes(task.status) || !this.may('submitter') ? nothing : html`<button type="button"
        @click=${() => this.cancel(task)}>Cancel</button>`}
      ${task.status === 'FAILED' && this.may('operator') ? html`<button type="button"
        @click=${() => this.replay(task)}>Replay</button> <button type="button"
        @click=${() => this.purge(task)}>Purge</button>` : nothing}
      ${this.may('submitter') && !task.locked && !task.sealed ? html`<button type="button" aria-expanded=${Boolean(this.editing)}
        @click=${() => this.edit()}>Submit with edits</button>` : nothing}`;
  }

  edit() {
    this.editing = !this.editing;
    this.send = submitter();
  }

  editor(task) {
    return html`<form class="editor" @submit=${event => this.submitEdited(event, task)}><h2>Submit with edits</h2>
      <label>Prompt <textarea name="prompt" rows="8" required .value=${task.task.prompt}></textarea></label>
      <label>The rest (JSON) <textarea name="rest" class="code" rows="8"
        .value=${stringify(template(task.task), 2)}></textarea></label>
      <div class="buttons"><button type="button" @click=${() => (this.editing = false)}>Leave it</button>
        <button type="submit" class="primary">${this.replays(task) ? 'Replay with edits' : 'Submit a new task'}</button></div></form>`;
  }

  timeline(task) {
    const all = spans(task, task.why);
    const begin = task.submittedAt;
    const length = Math.max(1, ...all.map(span => span.to - begin));
    const left = span => 100 * (span.from - begin) / length;
    return html`<ol class="timeline">${all.map(span => html`<li class=${span.kind}>
      <div class="track" aria-hidden="true"><div style="margin-left:${Math.min(99, left(span))}%;width:${
        100 * (span.to - span.from) / length}%"></div></div>
      <span>${span.text}</span>${span.attempt && span.attempt.usage ? html` <span class="quiet">${cost(span.attempt.usage)}</span>` : nothing}
      ${span.attempt && span.attempt.error ? html`<p class="problem">${span.attempt.error.kind}: ${shown(span.attempt.error.message)}</p>`
        : nothing}</li>`)}</ol>`;
  }

  asCurl(task) {
    const command = curl(address('/tasks'), task.task);
    return html`<details><summary>As a curl command</summary><pre>${command}</pre>
      <cf-copy label="Copy" .text=${command}></cf-copy></details>`;
  }

  facts(task, result) {
    return html`<dl class="facts">${fact('Type', task.type)}${fact('Priority', task.priority)}
      ${fact('Submitted', ago(task.submittedAt))}
      ${task.finishedAt ? fact('Ended', ago(task.finishedAt)) : nothing}
      ${task.submitter ? fact('Submitter', task.submitter) : nothing}
      ${task.project ? fact('Project', task.project) : nothing}
      ${Object.keys(task.tags || {}).length ? fact('Tags', Object.entries(task.tags).map(([key, value]) => `${key}=${value}`).join(', ')) : nothing}
      ${task.worker ? fact('Worker', html`<a href="#/workers${queryOf({id: task.worker})}">${task.worker}</a>`) : nothing}
      ${task.parent ? fact('Parent', html`<a href="#/task${queryOf({id: task.parent})}">${task.parent}</a>`) : nothing}
      ${task.usage ? fact('Cost', cost(task.usage)) : nothing}
      ${result && result.model ? fact('Model', result.model) : nothing}
      ${this.may('operator') && task.worker ? fact('Logs', html`<a href="#/logs${queryOf({task: task.id})}">of this task</a>`)
        : nothing}</dl>`;
  }

  /** The files that the agent has left. A sealed one is bytes that only the holder of the key can read. */
  files(task, artifacts) {
    return html`<h2>Files</h2><ul>${artifacts.map(file => html`<li>${file.form === 'OMITTED' || task.sealed ? html`<code>${file.path}</code>`
      : html`<a download href=${address(pathOf(task.id) + '/artifacts/' + encodeURIComponent(file.path))}><code>${file.path}</code></a>`}
      <span class="quiet">${size(file.bytes)}${file.form === 'OMITTED' ? `, left out: ${file.reason || 'it was too large'}` : ''}</span></li>`)}</ul>`;
  }

  render() {
    const task = this.data;
    if (!task) return html`<h1>Task</h1>${waiting(this)}`;
    const result = task.outcome && task.outcome.result;
    const error = task.outcome && task.outcome.error;
    return html`${title(task.id)}${this.problems()}
      ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
      <p class="bar">${state(task.status)} ${task.why ? html`<span class="quiet">waits for ${task.why}</span>` : nothing}
        ${this.actions(task)}</p>
      ${task.asks ? html`<p class="notice">It waits for a person: <a href="#/approvals">Needs you</a>.</p>` : nothing}
      ${this.sealing(task)}${this.editing ? this.editor(task) : nothing}${this.facts(task, result)}
      <details><summary>Prompt</summary><pre>${shown(task.task.prompt)}</pre></details>${task.locked ? nothing : this.asCurl(task)}
      <h2>Time line</h2>${this.timeline(task)}
      ${this.lines(task).length ? html`<h2>Live</h2><pre class="talk" role="log" tabindex="0">${this.lines(task).map(line =>
        html`${shown(line.text)}\n`)}</pre>` : nothing}
      <cf-transcript .task=${task} .namespace=${this.me && this.me.namespace} .unlocked=${unlocked()}></cf-transcript>
      ${error ? html`<h2>Error</h2><p class="problem"><a href="api/v1/problems/${error.kind}">${error.kind}</a>: ${shown(error.message)}</p>` : nothing}
      ${result ? html`<h2>Answer</h2><pre>${shown(result.text)}</pre>` : nothing}
      ${result && result.patch ? html`<h2>Changes</h2>${html`<cf-patch .patch=${result.patch}></cf-patch>`}` : nothing}
      ${result && (result.artifacts || []).length ? this.files(task, result.artifacts) : nothing}`;
  }
}

customElements.define('cf-task', Task);
