import {html} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {word} from '../format.js';
import {at, empty, table, waiting} from '../parts.js';

const ACTIONS = [['', 'all'], ['APPROVED,REJECTED', 'approved or rejected'], ['SUBMITTED,REPLAYED', 'submitted or replayed'],
  ['CANCELLED', 'cancelled'], ['PURGED', 'purged'], ['COMMANDED', 'commanded'], ['PAUSED,RESUMED', 'paused or resumed'],
  ['SCHEDULE_EDITED,SCHEDULE_PAUSED,SCHEDULE_RESUMED', 'schedules'],
  ['ALERT_ACKNOWLEDGED,ALERT_SILENCED,ALERT_UNSILENCED', 'alerts'], ['KEY_CREATED,KEY_REVOKED', 'keys']];

class Audit extends Page {
  load() {
    const {actor, action, subject, cursor} = this.parameters;
    return api.get('/audit' + queryOf({actor, action, subject, cursor}));
  }

  /** The details of keys are lists; those of decisions are what people wrote. */
  detail({action, detail = ''}) {
    return action.startsWith('KEY_') ? detail.replaceAll(';', '; ').replaceAll(',', ', ') : detail;
  }

  field(name, label) {
    return html`<label>${label}
      <input type="search" .value=${this.parameters[name] || ''}
        @change=${event => this.filter({[name]: event.target.value.trim()})}></label>`;
  }

  filter(changes) {
    location.hash = '#/audit' + queryOf({...this.parameters, cursor: undefined, ...changes});
  }

  render() {
    if (!this.data) return html`<h1>Audit</h1>${waiting(this)}`;
    const {items} = this.data;
    return html`<h1>Audit</h1>
      <form class="filters" @submit=${event => event.preventDefault()}>${this.field('actor', 'Actor')}<label>Action
        <select @change=${event => this.filter({action: event.target.value})}>${ACTIONS.map(([value, name]) =>
          html`<option value=${value} ?selected=${value === (this.parameters.action || '')}>${name}</option>`)}</select></label>
        ${this.field('subject', 'Subject')}</form>${this.problems()}
      ${items.length ? table('Audit', html`<th scope="col">Time</th><th scope="col">Actor</th><th scope="col">Action</th>
        <th scope="col" class="n">Count</th><th scope="col">Subjects</th><th scope="col">Detail</th>`, items.map(entry => html`<tr><td>${at(entry.at)}</td><td>${entry.actor}</td>
        <td>${word(entry.action)}${entry.unknownAction ? ` (${entry.unknownAction})` : ''}</td><td class="n">${entry.count}</td>
        <td>${entry.subjects.slice(0, 5).join(', ')}${entry.subjects.length > 5 ? ', …' : ''}</td>
        <td class="wrap">${this.detail(entry)}</td></tr>`)) : empty(this.data.next ? 'No newer entry matches.' : 'No entry matches.')}
      ${this.data.next ? html`<button type="button"
        @click=${() => this.filter({cursor: this.data.next})}>Older</button>` : ''}`;
  }
}

customElements.define('cf-audit', Audit);
