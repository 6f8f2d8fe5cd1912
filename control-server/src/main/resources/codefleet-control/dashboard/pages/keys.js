import {html} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api} from '../api.js';
import {confirm} from '../dialog.js';
import {ago, at, copyable, empty, table, waiting} from '../parts.js';

const ROLES = ['observer', 'submitter', 'operator', 'admin', 'worker'];

class Keys extends Page {
  static properties = {...Page.properties, created: {state: true}, remaining: {state: true}};

  async load() {
    return (await api.get('/keys')).items;
  }

  create(event) {
    event.preventDefault();
    const fields = event.target.elements;
    const days = Number(fields.days.value);
    const body = {owner: fields.owner.value.trim(), role: fields.role.value};
    const alsoIn = fields.alsoIn.value.split(/[\s,]+/).filter(name => name);
    if (alsoIn.length) body.alsoIn = alsoIn;
    if (days > 0) body.expiresAt = Date.now() + days * 86400000;
    const form = event.target;
    this.act(['create', body.owner, body.role, alsoIn, days].join(' '), async () => {
      this.created = await api.post('/keys', body);
      form.reset();
    });
  }

  async revoke(key) {
    if (await confirm({title: `Revoke the key of ${key.owner}?`, action: 'Revoke', danger: true,
      text: (key.namespaces.length > 1 ? `It is for the namespaces ${key.namespaces.join(', ')}. ` : '') + 'It is refused at once, and its open streams end within 30 seconds. A revoked key cannot be restored.'})) {
      await this.act('revoke ' + key.id, async () => (this.remaining = (await api.delete('/keys/' + key.id)).stillAcceptedIn));
    }
  }

  render() {
    if (!this.data) return html`<h1>Keys</h1>${waiting(this)}`;
    const items = this.data;
    return html`<h1>Keys</h1>${this.problems()}
      <form class="filters" @submit=${this.create}>
        <label>Owner <input name="owner" required></label>
        <label>Role <select name="role">${ROLES.map(role => html`<option>${role}</option>`)}</select></label>
        <label>Days <input name="days" type="number" min="1" max="366" value="90" required></label>
        <label>Also in namespaces <input name="alsoIn" placeholder="team-b, team-c"></label>
        <button type="submit" class="primary">Create key</button></form>
      ${this.created ? html`<p class="notice" role="status">The new key, shown this once: ${copyable(this.created.key, html`<code>${this.created.key}</code>`)}</p>` : ''}
      ${this.remaining?.length ? html`<p class="notice" role="status">The key is still accepted in ${this.remaining.join(', ')}: an administrator there can revoke it.</p>` : ''}
      ${items.length ? table('Keys', html`<th scope="col">Key</th><th scope="col">Owner</th><th scope="col">Role</th><th scope="col">Namespaces</th><th scope="col">Created</th>
        <th scope="col">Expires</th><th scope="col">Last used</th><th scope="col">Action</th>`, repeat(items, key => key.id, key => html`<tr><td>cf_${key.id}_…</td><td>${key.owner}</td><td>${key.role}</td><td>${key.namespaces.join(', ')}</td>
        <td>${ago(key.createdAt)}</td><td>${key.expiresAt ? at(key.expiresAt) : 'never'}</td>
        <td>${key.lastUsedAt ? ago(key.lastUsedAt) : 'never'}</td>
        <td class="actions"><button type="button" @click=${() => this.revoke(key)}>Revoke<span
          class="for"> the key of ${key.owner}</span></button></td></tr>`)) : empty('There is no key.')}`;
  }
}

customElements.define('cf-keys', Keys);
