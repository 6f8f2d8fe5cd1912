import {html} from 'lit';
import {Page} from '../page.js';
import {api} from '../api.js';
import {time} from '../format.js';
import {problem} from '../parts.js';

const ROLES = ['observer', 'submitter', 'operator', 'admin', 'worker'];

class Keys extends Page {
  static properties = {...Page.properties, created: {state: true}};

  async load() {
    return (await api.get('/keys')).items;
  }

  create(event) {
    event.preventDefault();
    const fields = event.target.elements;
    const days = Number(fields.days.value);
    const body = {owner: fields.owner.value.trim(), role: fields.role.value};
    if (days > 0) body.expiresAt = Date.now() + days * 86400000;
    this.act(async () => (this.created = await api.post('/keys', body)));
  }

  render() {
    const items = this.data || [];
    return html`<h1>Keys</h1>${problem(this.failure)}
      <form class="filters" @submit=${this.create}>
        <label>Owner <input name="owner" required></label>
        <label>Role <select name="role">${ROLES.map(role => html`<option>${role}</option>`)}</select></label>
        <label>Days <input name="days" type="number" min="1" max="366" value="90" required></label>
        <button type="submit">Create key</button></form>
      ${this.created ? html`<p role="status">The new key, shown this once: <code>${this.created.key}</code></p>` : ''}
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">Key</th><th scope="col">Owner</th><th scope="col">Role</th><th scope="col">Created</th>
        <th scope="col">Expires</th><th scope="col">Last used</th><th scope="col">Action</th></tr></thead>
      <tbody>${items.map(key => html`<tr><td>cf_${key.id}_…</td><td>${key.owner}</td><td>${key.role}</td>
        <td>${time(key.createdAt)}</td><td>${key.expiresAt ? time(key.expiresAt) : 'never'}</td>
        <td>${key.lastUsedAt ? time(key.lastUsedAt) : 'never'}</td>
        <td><button type="button" @click=${() => this.act(() => api.delete('/keys/' + key.id))}>Revoke<span
          class="for"> the key of ${key.owner}</span></button></td></tr>`)}</tbody></table></div>`;
  }
}

customElements.define('cf-keys', Keys);
