// The newest changes of tasks, as the stream of the fleet names them.
import {LitElement, html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {queryOf} from './api.js';
import {state} from './parts.js';
import {isHeld} from './still.js';

const KEPT = 8;
/** How often the line is written again at most, however fast the fleet is. */
const WRITTEN_EVERY = 500;
/** The last change of a task by its state, for those that the stream begins with. */
const CHANGES = {DELAYED: 'SUBMITTED', QUEUED: 'SUBMITTED', RUNNING: 'STARTED'};

let newest = [];

function keep(changes) {
  newest = changes.slice(0, KEPT);
  window.dispatchEvent(new CustomEvent('newest-changed'));
}

/** Adds an event of the stream. */
export function add(event) {
  // The snapshot with which the stream begins may have the change of its first events.
  keep([event, ...newest.filter(each => each.task !== event.task || each.event !== event.event || each.at !== event.at)]);
}

/** Begins with the tasks of a snapshot, the one that changed last first. */
export function begin({tasks}) {
  keep((tasks || []).map(task => ({at: Number(task.finishedAt || task.startedAt || task.submittedAt), task: task.id, type: task.type,
    event: CHANGES[task.status] || task.status, worker: task.worker})).sort((one, other) => other.at - one.at));
}

/** Forgets all: the next person may be another one. */
export function forget() {
  keep([]);
}

class Latest extends LitElement {
  static properties = {shown: {state: true}};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.shown = newest;
    this.changed = () => this.writeSoon();
    window.addEventListener('newest-changed', this.changed);
    window.addEventListener('fleet-changed', this.changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('newest-changed', this.changed);
    window.removeEventListener('fleet-changed', this.changed);
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  writeSoon() {
    this.timer ||= setTimeout(() => {
      this.timer = undefined;
      if (!isHeld()) this.shown = newest;
    }, WRITTEN_EVERY);
  }

  render() {
    return this.shown.length ? html`<ol class="latest" aria-label="Newest changes">${repeat(this.shown,
      each => `${each.at} ${each.task} ${each.event}`, each => html`<li><time datetime=${new Date(each.at).toISOString()}>${
        new Date(each.at).toLocaleTimeString()}</time> ${state(each.event)} <a href="#/task${queryOf({id: each.task})}">${each.task}</a>
        <span class="quiet">${each.type}${each.worker ? ' on ' + each.worker : nothing}</span></li>`)}</ol>`
      : html`<p class="quiet">No task has changed yet.</p>`;
  }
}

customElements.define('cf-latest', Latest);
