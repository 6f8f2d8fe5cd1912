import {LitElement, html, nothing} from 'lit';
import {api} from './api.js';
import {count, word} from './format.js';
import {problem} from './parts.js';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/**
 * Cancels, replays or purges many tasks: those that are selected, or all that the filter matches. It asks the server first how many
 * they are, and sends that number with the order: the server refuses if another number matches by then. The order is about the
 * filter that was counted, whatever the list shows by then. Stays in the page when no task is left, so that its result can be read.
 */
class Bulk extends LitElement {
  static properties = {total: {attribute: false}, filter: {attribute: false}, selected: {attribute: false},
    tasks: {attribute: false}, asked: {state: true}, failure: {state: true}, result: {state: true}, busy: {state: true}};

  createRenderRoot() {
    return this;
  }

  fits(action, task) {
    return action === 'cancel' ? !ENDED.includes(task.status) : task.status === 'FAILED';
  }

  async ask(action) {
    if (this.busy) return;
    this.failure = undefined;
    this.result = undefined;
    const {filter} = this;
    const turn = (this.turn = (this.turn || 0) + 1);
    try {
      if (this.selected.size) {
        const ids = this.tasks.filter(task => this.selected.has(task.id) && this.fits(action, task)).map(task => task.id);
        this.asked = {action, ids, matched: ids.length, sample: ids.slice(0, 10)};
      } else {
        const found = await api.post('/tasks/bulk', {action, filter, dryRun: true});
        // Of two questions the one that was asked last is put.
        if (turn !== this.turn) return;
        this.asked = {action, filter, ...found};
      }
      await this.updateComplete;
      this.querySelector('dialog').showModal();
    } catch (e) {
      if (turn === this.turn) this.failure = e;
    }
  }

  async run(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const {action, ids, filter, matched} = this.asked;
    try {
      const answer = ids ? await this.each({action, ids}) : await api.post('/tasks/bulk', {action, filter, expected: matched});
      const failed = answer.failed || [];
      this.result = `${count(answer.done)} of ${count(matched)} tasks: ${action} is done.`
        + (answer.left ? ` ${count(answer.left)} left: parts of tasks that have not ended.` : '')
        + (failed.length ? ` Not for ${failed[0].id}: ${failed[0].problem.detail || failed[0].problem.title}` : '');
      this.dispatchEvent(new CustomEvent('done'));
    } catch (e) {
      this.failure = e;
    }
    this.busy = false;
    this.querySelector('dialog').close();
  }

  async each({action, ids}) {
    const failed = [];
    for (const id of ids) {
      const path = '/tasks/' + encodeURIComponent(id);
      try {
        if (action === 'cancel') await api.delete(path);
        else if (action === 'purge') await api.delete('/dead-letters/' + encodeURIComponent(id));
        else await api.post(path + '/replay');
      } catch (e) {
        failed.push({id, problem: {detail: e.message}});
      }
    }
    return {done: ids.length - failed.length, failed};
  }

  dialog() {
    const {action, matched, sample = [], complete} = this.asked || {};
    return html`<dialog aria-label="Confirm" @cancel=${event => this.busy && event.preventDefault()}>${this.asked ? html`<form
      @submit=${event => this.run(event)}>
      <p><strong>${word(action)}: ${count(matched)} ${Number(matched) === 1 ? 'task' : 'tasks'}.</strong></p>
      ${sample.length ? html`<p>${sample.slice(0, 10).join(', ')}${matched > 10 ? ', …' : ''}</p>` : nothing}
      ${complete === false ? html`<p class="problem">Some tasks are still being loaded and may not be among them.</p>` : nothing}
      ${action === 'purge' ? html`<p>Deletes failed tasks with their history. They cannot be replayed after that.</p>` : nothing}
      <button type="submit" class=${action === 'purge' ? 'danger' : ''} ?disabled=${this.busy || !Number(matched)}>${action} ${count(matched)}</button>
      <button type="button" ?disabled=${this.busy}
        @click=${() => this.querySelector('dialog').close()}>Leave them</button></form>` : nothing}</dialog>`;
  }

  render() {
    const which = this.selected.size ? `${count(this.selected.size)} selected` : 'all that match';
    return html`${Number(this.total) ? [['Cancel', 'cancel'], ['Replay', 'replay'], ['Purge', 'purge']].map(([name, action]) =>
        html`<button type="button" @click=${() => this.ask(action)}>${name} ${which}</button>`) : nothing}
      <span role="status">${this.result || ''}</span>${problem(this.failure)}${this.dialog()}`;
  }
}

customElements.define('cf-bulk', Bulk);
