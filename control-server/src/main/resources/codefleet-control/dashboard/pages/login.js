import {LitElement, html} from 'lit';
import {api} from '../api.js';
import {problem} from '../parts.js';

class Login extends LitElement {
  static properties = {failure: {state: true}};

  createRenderRoot() {
    return this;
  }

  async submit(event) {
    event.preventDefault();
    const key = new FormData(event.target).get('key').trim();
    try {
      await api.post('/session', {key});
      this.dispatchEvent(new CustomEvent('signed-in'));
    } catch (e) {
      this.failure = e;
    }
  }

  render() {
    return html`<main id="main" class="login"><h1>Codefleet</h1>
      <form @submit=${this.submit}>
        <label for="key">API key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required placeholder="cf_…">
        <button type="submit" class="primary">Sign in</button>
      </form>${problem(this.failure)}</main>`;
  }
}

customElements.define('cf-login', Login);
