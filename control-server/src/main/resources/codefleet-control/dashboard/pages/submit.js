import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {parse, queryOf, submitter} from '../api.js';

const FIELDS = ['prompt', 'type', 'project', 'preferredModel', 'priority', 'requires', 'tags', 'maxAttempts', 'rest'];
/** Where the server's pointers lead to in this form; all others are shown above it. */
const POINTERS = {'/prompt': 'prompt', '/type': 'type', '/context/project': 'project', '/context/preferredModel': 'preferredModel',
  '/priority': 'priority', '/requires': 'requires', '/tags': 'tags', '/retry/maxAttempts': 'maxAttempts'};

function words(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** The task that the fields describe; what is empty is left to the server. */
export function taskOf(fields) {
  const task = {...(fields.rest.trim() ? parse(fields.rest) : {}), prompt: fields.prompt};
  if (fields.type.trim()) task.type = fields.type.trim();
  const context = {...task.context};
  for (const name of ['project', 'preferredModel']) if (fields[name].trim()) context[name] = fields[name].trim();
  if (Object.keys(context).length) task.context = context;
  if (fields.priority) task.priority = Number(fields.priority);
  if (fields.requires.trim()) task.requires = words(fields.requires);
  if (fields.tags.trim()) task.tags = Object.fromEntries(words(fields.tags).map(tag => [tag.split('=')[0], tag.split('=').slice(1).join('=')]));
  if (fields.maxAttempts) task.retry = {...task.retry, maxAttempts: Number(fields.maxAttempts)};
  return task;
}

/** Submits a task. The server checks it; what it refuses is said at the field. */
class Submit extends Page {
  static properties = {...Page.properties, faults: {state: true}, busy: {state: true}};

  constructor() {
    super();
    this.faults = {};
    this.send = submitter();
  }

  async load() {
    return {};
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const fields = Object.fromEntries(FIELDS.map(name => [name, event.target.elements[name].value]));
    this.faults = {};
    this.refusal = undefined;
    this.busy = true;
    try {
      const {id} = await this.send(taskOf(fields));
      location.hash = '#/task' + queryOf({id});
    } catch (e) {
      if (e instanceof SyntaxError) this.faults = {rest: 'This is not JSON: ' + e.message};
      else this.refused(e);
    }
    this.busy = false;
  }

  refused(e) {
    const faults = {};
    for (const {pointer, detail} of e.errors || []) if (POINTERS[pointer]) faults[POINTERS[pointer]] = detail;
    this.faults = faults;
    super.refused(e);
  }

  field(name, label, hint, more = {}) {
    const fault = this.faults[name];
    const described = fault ? name + '-fault' : nothing;
    return html`<div class="field"><label for=${name}>${label}</label>${more.rows
      ? html`<textarea id=${name} name=${name} class=${more.code ? 'code' : ''} rows=${more.rows} placeholder=${hint} ?required=${more.required}
          aria-invalid=${fault ? 'true' : 'false'} aria-describedby=${described}></textarea>`
      : html`<input id=${name} name=${name} type=${more.type || 'text'} min=${more.min ?? nothing} max=${more.max ?? nothing} placeholder=${hint}
          autocomplete="off" aria-invalid=${fault ? 'true' : 'false'} aria-describedby=${described}>`}
      ${fault ? html`<span class="bad" id="${name}-fault">${fault}</span>` : nothing}</div>`;
  }

  render() {
    return html`<h1>New task</h1>${this.problems()}
      <form class="editor" @submit=${event => this.submit(event)}>
        ${this.field('prompt', 'Prompt', 'What the agent has to do', {rows: 8, required: true})}
        <div class="pair">${this.field('type', 'Type', 'general')}${this.field('project', 'Project', 'address of a repository')}
          ${this.field('preferredModel', 'Model', 'the worker chooses')}${this.field('tags', 'Tags', 'team=red ticket=42')}
          ${this.field('requires', 'Needs capabilities', 'java docker')}
          ${this.field('priority', 'Priority (0 to 10)', '5', {type: 'number', min: 0, max: 10})}
          ${this.field('maxAttempts', 'Attempts at most', '3', {type: 'number', min: 1, max: 100})}</div>
        <details ?open=${Boolean(this.faults.rest)}><summary>All other members (JSON)</summary>${this.field('rest', 'More, as a JSON object',
          '{"limits": {"deadlineMs": 3600000}}', {rows: 6, code: true})}</details>
        <div class="buttons"><a href="#/tasks">Leave it</a>
          <button type="submit" class="primary" ?disabled=${this.busy}>Submit</button></div></form>`;
  }
}

customElements.define('cf-submit', Submit);
