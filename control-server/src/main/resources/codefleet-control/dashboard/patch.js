import {LitElement, html, nothing} from 'lit';
import {unsafeHTML} from 'lit/directives/unsafe-html.js';
import {files, language} from './diff.js';
import {count} from './format.js';

/** A file of more lines is folded at first; so many lines are shown at a time. */
const FOLDED_ABOVE = 400;
const STEP = 400;
/** So many lines of a patch are unfolded at first, over all its files. */
const UNFOLDED = 1200;
const HIGHLIGHTED_LENGTH = 1000;

let highlighter;

/** Loads the highlighter once a patch is shown; without it a patch is shown plain. */
function loadHighlighter() {
  highlighter = highlighter || new Promise(resolve => {
    const script = document.createElement('script');
    script.src = new URL('assets/lib/highlight/highlight.min.js', document.baseURI).href;
    script.onload = () => resolve(window.hljs);
    script.onerror = () => resolve(undefined);
    document.head.append(script);
  });
  return highlighter;
}

/** The numbers of a line before and after the change, in columns. */
function numbers({old = '', now = ''}) {
  return String(old).padStart(5) + String(now).padStart(6) + ' ';
}

/** A patch: files that fold, with numbers and syntax colors. Only lines that are unfolded are in the document. */
class Patch extends LitElement {
  static properties = {patch: {attribute: false}, shown: {state: true}, colors: {state: true}};

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.shown = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    loadHighlighter().then(colors => (this.colors = colors));
  }

  willUpdate(changed) {
    if (!changed.has('patch') || changed.get('patch') === this.patch) return;
    this.files = files(this.patch);
    let room = UNFOLDED;
    this.shown = new Map(this.files.map((file, i) => {
      const open = file.lines.length <= FOLDED_ABOVE && file.lines.length <= room;
      if (open) room -= file.lines.length;
      return [i, open ? file.lines.length : 0];
    }));
  }

  show(i, lines) {
    this.shown = new Map(this.shown).set(i, lines);
  }

  unfold(open) {
    this.shown = new Map(this.files.map((file, i) => [i, open ? Math.min(STEP, file.lines.length) : 0]));
  }

  /** The line with colors; the highlighter escapes what it is given. */
  colored(line, name) {
    const known = this.colors && name && line.kind !== 'hunk' && line.kind !== 'note' && line.text.length <= HIGHLIGHTED_LENGTH
      && this.colors.getLanguage(name);
    if (!known) return line.text;
    return html`${line.text.slice(0, 1)}${unsafeHTML(this.colors.highlight(line.text.slice(1), {language: name, ignoreIllegals: true}).value)}`;
  }

  lines(file, i, shown) {
    const name = language(file.path);
    const left = file.lines.length - shown;
    return html`<pre class="code" tabindex="0" aria-label="Changes of ${file.path}">${file.lines.slice(0, shown).map(line => html`<span
      class="line ${line.kind}" data-numbers=${numbers(line)}>${this.colored(line, name)}</span>`)}</pre>
      ${left > 0 ? html`<p class="more"><button type="button" @click=${() => this.show(i, Math.min(file.lines.length, shown + STEP))}>Show ${
        count(Math.min(STEP, left))} more of ${count(left)} lines</button></p>` : nothing}`;
  }

  file(file, i) {
    const shown = this.shown.get(i) || 0;
    const renamed = file.from !== file.path ? html`<span class="quiet">${file.from} → </span>` : nothing;
    return html`<details class="file" ?open=${shown > 0} @toggle=${event => {
      if (event.target.open !== (this.shown.get(i) || 0) > 0) this.show(i, event.target.open ? Math.min(STEP, Math.max(1, file.lines.length)) : 0);
    }}><summary><span class="path">${renamed}${file.path}</span> <span class="plus">+${count(file.added)}</span> <span
      class="minus">−${count(file.removed)}</span></summary>${shown ? html`${file.notes.map(note => html`<p class="quiet note">${note}</p>`)}${
      file.lines.length ? this.lines(file, i, shown) : nothing}` : nothing}</details>`;
  }

  render() {
    const sum = name => this.files.reduce((all, file) => all + file[name], 0);
    return html`<div class="patch"><p class="bar"><span>${count(this.files.length)} ${this.files.length === 1 ? 'file' : 'files'}</span>
      <span class="plus">+${count(sum('added'))}</span> <span class="minus">−${count(sum('removed'))}</span>
      ${this.files.length > 1 ? html`<button type="button" @click=${() => this.unfold(true)}>Unfold all</button>
        <button type="button" @click=${() => this.unfold(false)}>Fold all</button>` : nothing}
      <cf-copy label="Copy patch" .text=${this.patch}></cf-copy></p>
      ${this.files.map((file, i) => this.file(file, i))}</div>`;
  }
}

customElements.define('cf-patch', Patch);
