import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {template} from '../attempts.js';
import {duration, time} from '../format.js';
import {ago, at, empty, table, waiting} from '../parts.js';

/** Schedules that clients hold: when each is due, and its pause, edit and extra run. */
class Schedules extends Page {
  async load() {
    return (await api.get('/schedules')).items;
  }

  path(schedule, action = '') {
    return '/schedules/' + encodeURIComponent(schedule.name) + action;
  }

  control(schedule, action) {
    return () => this.act(action + ' ' + schedule.name, async () => {
      const answer = await api.post(this.path(schedule, '/' + action));
      this.notice = answer.task ? html`Submitted <a href="#/task${queryOf({id: answer.task})}">${answer.task}</a>.` : undefined;
    });
  }

  timing(timing) {
    if (!timing) return '';
    if (timing.cron) return html`<code>${timing.cron}</code> ${timing.zone}`;
    return timing.everyMs ? 'every ' + duration(timing.everyMs) : 'once at ' + time(timing.at);
  }

  save(schedule) {
    return event => {
      event.preventDefault();
      const fields = event.target.elements;
      this.act('save ' + schedule.name, async () => {
        const timing = schedule.timing.cron ? {cron: fields.when.value.trim(), zone: fields.zone.value.trim() || 'UTC'}
          : {...schedule.timing, ...JSON.parse(fields.when.value)};
        const body = {timing, template: {...template(schedule.template), prompt: fields.prompt.value}};
        if (schedule.catchUpMs !== undefined) body.catchUpMs = schedule.catchUpMs;
        await api.put(this.path(schedule), body);
        this.notice = schedule.name + ' is saved. Its clients follow within a minute.';
        location.hash = '#/schedules';
      });
    };
  }

  form(schedule) {
    const {timing} = schedule;
    return html`<form class="editor" @submit=${this.save(schedule)}><h2>Edit ${schedule.name}</h2>
      <label>${timing.cron ? 'Times (cron)' : 'Timing (JSON)'}
        <input name="when" required .value=${timing.cron || JSON.stringify(timing)}></label>
      ${timing.cron ? html`<label>Time zone <input name="zone" .value=${timing.zone}></label>` : nothing}
      <label>Prompt <textarea name="prompt" rows="6" required .value=${schedule.template.prompt}></textarea></label>
      <div class="buttons"><a href="#/schedules">Leave it</a> <button type="submit" class="primary">Save</button></div></form>`;
  }

  row(schedule) {
    const name = html`<span class="for"> ${schedule.name}</span>`;
    return html`<tr><td>${schedule.name}</td><td>${this.timing(schedule.timing)}${schedule.edited ? ' (edited)' : ''}</td>
      <td>${schedule.paused ? '‖ paused' : schedule.next ? at(schedule.next) : '–'}</td>
      <td>${ago(schedule.heldAt)}</td>
      <td class="actions">${this.may('operator') ? html`
        <button type="button" @click=${this.control(schedule, schedule.paused ? 'resume' : 'pause')}>${
          schedule.paused ? 'Resume' : 'Pause'}${name}</button>
        <button type="button" @click=${this.control(schedule, 'run')}>Run now${name}</button>
        ${schedule.template && schedule.timing ? html`<a href="#/schedules${queryOf({edit: schedule.name})}">Edit${name}</a>`
          : nothing}` : nothing}</td></tr>`;
  }

  render() {
    if (!this.data) return html`<h1>Schedules</h1>${waiting(this)}`;
    const items = this.data;
    const edited = items.find(each => each.name === this.parameters.edit);
    return html`<h1>Schedules</h1>${this.problems()}
      ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
      ${items.length ? table('Schedules', html`<th scope="col">Name</th><th scope="col">Times</th><th scope="col">Next</th>
        <th scope="col">Held by a client</th><th scope="col">Actions</th>`, repeat(items, each => each.name, each => this.row(each))) : empty('No client holds a schedule.', html`Java code defines one with <code>fleet.schedule(…)</code>.`)}
      ${edited ? this.form(edited) : nothing}`;
  }
}

customElements.define('cf-schedules', Schedules);
