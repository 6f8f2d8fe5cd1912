// Search over all sections. Its index is a script that is loaded when the reader first turns to the field.
(() => {
  const MOST = 12;
  const root = document.body.dataset.root;
  const box = document.getElementById('search');
  const field = box.querySelector('input');
  const list = document.getElementById('found');
  const count = document.getElementById('found-count');
  let index;
  let loading;
  let chosen = -1;

  function script(path) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = root + path;
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${path} cannot be loaded`));
      document.head.append(element);
    });
  }

  function load() {
    loading ||= Promise.all([script('assets/lib/lunr.js'), script('assets/search-index.js')]).then(() => {
      index = lunr(function () {
        this.field('title', { boost: 4 });
        this.field('heading', { boost: 8 });
        this.field('text');
        searchSections.forEach((section, i) => this.add({ id: i, ...section }));
      });
      show();
    });
    return loading;
  }

  function terms() {
    return field.value.toLowerCase().split(/[^\p{L}\p{N}_.]+/u).filter(term => term.length > 1);
  }

  function search(words) {
    const found = index.query(query => {
      for (const word of words) {
        query.term(word, { boost: 20 });
        query.term(word, { boost: 6, usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING });
        if (word.length > 4) query.term(word, { boost: 1, usePipeline: false, editDistance: 1 });
      }
    });
    // A heading with all words goes first, then a section with all words.
    const rank = hit => {
      const { title, heading, text } = searchSections[hit.ref];
      const texts = [heading, `${title} ${heading}`, `${title} ${heading} ${text}`].map(each => each.toLowerCase());
      const place = texts.findIndex(each => words.every(word => each.includes(word)));
      return place < 0 ? texts.length : place;
    };
    return found
      .map(hit => ({ ...hit, rank: rank(hit) }))
      .sort((a, b) => a.rank - b.rank || b.score - a.score)
      .slice(0, MOST)
      .map(hit => searchSections[hit.ref]);
  }

  function marked(parent, text, words) {
    const places = words.map(word => text.toLowerCase().indexOf(word)).filter(place => place >= 0);
    const start = Math.max(0, Math.min(...places, text.length) - 50);
    const part = (places.length && start ? '…' : '') + text.slice(places.length ? start : 0).slice(0, 150);
    const pattern = words.map(word => word.replace(/[.]/g, '\\.')).join('|');
    for (const piece of part.split(new RegExp(`(${pattern})`, 'i'))) {
      const isWord = words.includes(piece.toLowerCase());
      const node = isWord ? document.createElement('mark') : document.createTextNode(piece);
      if (isWord) node.textContent = piece;
      parent.append(node);
    }
  }

  function entry(section, words, i) {
    const item = document.createElement('li');
    item.id = `found-${i}`;
    item.role = 'option';
    item.dataset.link = root + section.link;
    item.setAttribute('aria-selected', 'false');
    const heading = document.createElement('strong');
    marked(heading, section.heading, words);
    item.append(heading);
    if (section.title !== section.heading) {
      const page = document.createElement('small');
      page.className = 'page';
      page.textContent = section.title;
      item.append(page);
    }
    const text = document.createElement('small');
    marked(text, section.text, words);
    item.append(text);
    item.addEventListener('mousedown', event => event.preventDefault());
    item.addEventListener('click', () => open(item));
    return item;
  }

  function open(item) {
    close();
    field.blur();
    location.href = item.dataset.link;
  }

  function choose(i) {
    chosen = i;
    [...list.children].forEach((item, place) => {
      item.setAttribute('aria-selected', String(place === i));
      if (place === i) item.scrollIntoView({ block: 'nearest' });
    });
    if (i >= 0) field.setAttribute('aria-activedescendant', `found-${i}`);
    else field.removeAttribute('aria-activedescendant');
  }

  function close() {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    choose(-1);
  }

  function show() {
    const words = terms();
    if (!index || !words.length) {
      count.textContent = '';
      close();
      return;
    }
    const found = search(words);
    list.replaceChildren(...found.map((section, i) => entry(section, words, i)));
    count.textContent = found.length ? `${found.length} sections` : 'Nothing found';
    if (!found.length) {
      const none = document.createElement('li');
      none.role = 'option';
      none.setAttribute('aria-disabled', 'true');
      none.textContent = `No section contains “${field.value.trim()}”.`;
      list.append(none);
    }
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    choose(found.length ? 0 : -1);
  }

  field.addEventListener('focus', load);
  field.addEventListener('input', () => load().then(show));
  field.addEventListener('blur', close);
  field.addEventListener('keydown', event => {
    const last = list.querySelectorAll('[data-link]').length - 1;
    if (event.key === 'Escape') close();
    else if (list.hidden || last < 0) return;
    else if (event.key === 'ArrowDown') choose(Math.min(chosen + 1, last));
    else if (event.key === 'ArrowUp') choose(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter' && chosen >= 0) open(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', event => {
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
})();
