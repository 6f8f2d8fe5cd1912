import {html} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {word} from '../format.js';
import {at, empty, problem, table, waiting} from '../parts.js';

class Audit extends Page {
  load() {
    const {actor, cursor} = this.parameters;
    return api.get('/audit' + queryOf({actor, cursor}));
  }

  filter(changes) {
    location.hash = '#/audit' + queryOf({...this.parameters, cursor: undefined, ...changes});
  }

  render() {
    if (!this.data) return html`<h1>Audit</h1>${waiting(this)}`;
    const {items} = this.data;
    return html`<h1>Audit</h1>
      <form class="filters" @submit=${event => event.preventDefault()}><label>Actor
        <input type="search" .value=${this.parameters.actor || ''}
          @change=${event => this.filter({actor: event.target.value})}></label></form>${problem(this.failure)}
      ${items.length ? table('Audit', html`<th scope="col">Time</th><th scope="col">Actor</th><th scope="col">Action</th>
        <th scope="col" class="n">Count</th><th scope="col">Subjects</th><th scope="col">Detail</th>`, items.map(entry => html`<tr><td>${at(entry.at)}</td><td>${entry.actor}</td>
        <td>${word(entry.action)}</td><td class="n">${entry.count}</td>
        <td>${entry.subjects.slice(0, 5).join(', ')}${entry.subjects.length > 5 ? ', …' : ''}</td>
        <td class="wrap">${(entry.detail || '').replaceAll(';', '; ').replaceAll(',', ', ')}</td></tr>`)) : empty('No entry matches.')}
      ${this.data.next ? html`<button type="button"
        @click=${() => this.filter({cursor: this.data.next})}>Older</button>` : ''}`;
  }
}

customElements.define('cf-audit', Audit);
