import {html} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {time} from '../format.js';
import {problem} from '../parts.js';

class Audit extends Page {
  load() {
    const {actor, cursor} = this.parameters;
    return api.get('/audit' + queryOf({actor, cursor}));
  }

  filter(changes) {
    location.hash = '#/audit' + queryOf({...this.parameters, cursor: undefined, ...changes});
  }

  render() {
    const items = this.data ? this.data.items : [];
    return html`<h1>Audit</h1>
      <form class="filters" @submit=${event => event.preventDefault()}><label>Actor
        <input type="search" .value=${this.parameters.actor || ''}
          @change=${event => this.filter({actor: event.target.value})}></label></form>${problem(this.failure)}
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">Time</th><th scope="col">Actor</th><th scope="col">Action</th>
        <th scope="col" class="n">Count</th><th scope="col">Subjects</th></tr></thead>
      <tbody>${items.map(entry => html`<tr><td>${time(entry.at)}</td><td>${entry.actor}</td>
        <td>${entry.action.toLowerCase()}</td><td class="n">${entry.count}</td>
        <td>${entry.subjects.slice(0, 5).join(', ')}${entry.subjects.length > 5 ? ', …' : ''}</td></tr>`)}</tbody></table></div>
      ${this.data && this.data.next ? html`<button type="button"
        @click=${() => this.filter({cursor: this.data.next})}>Older</button>` : ''}`;
  }
}

customElements.define('cf-audit', Audit);
