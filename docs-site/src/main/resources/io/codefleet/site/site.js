// What a page does beyond its text: colors of code, diagrams, the menu of narrow screens, the theme, the outline.
(() => {
  const SMALLEST = 0.6;
  const page = document.documentElement;

  for (const code of document.querySelectorAll('pre > code')) {
    const language = [...code.classList].find(name => name.startsWith('language-'))?.slice('language-'.length);
    if (language === 'console') code.className = 'language-sh';
    if (language && language !== 'text' && hljs.getLanguage(language === 'console' ? 'sh' : language)) hljs.highlightElement(code);
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'copy';
    copy.textContent = 'Copy';
    copy.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        copy.textContent = 'Copied';
      } catch (e) {
        getSelection().selectAllChildren(code);
        copy.textContent = 'Selected';
      }
      setTimeout(() => copy.textContent = 'Copy', 2000);
    });
    code.parentElement.append(copy);
  }

  const diagrams = [...document.querySelectorAll('pre.mermaid')];
  const sources = diagrams.map(diagram => diagram.textContent);
  async function draw() {
    if (!diagrams.length) return;
    diagrams.forEach((diagram, i) => {
      diagram.textContent = sources[i];
      diagram.removeAttribute('data-processed');
    });
    // The labels of edges in the dark theme have too little contrast.
    const colors = siteTheme.isDark()
      ? { theme: 'dark', themeVariables: { edgeLabelBackground: '#1b2027' } }
      : { theme: 'default', themeVariables: {} };
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', ...colors });
    await mermaid.run({ nodes: diagrams });
    // A wide diagram shrinks while it can be read, and is scrolled from there on.
    for (const svg of document.querySelectorAll('pre.mermaid svg')) {
      svg.style.minWidth = `${Math.round(svg.viewBox.baseVal.width * SMALLEST)}px`;
    }
  }

  const theme = document.getElementById('theme');
  const labels = { system: '◐', light: '☀', dark: '☾' };
  function showTheme() {
    const name = siteTheme.current();
    theme.textContent = labels[name];
    theme.setAttribute('aria-label', `Theme: ${name}`);
    theme.title = `Theme: ${name}`;
  }
  theme.addEventListener('click', () => {
    const names = siteTheme.names;
    siteTheme.choose(names[(names.indexOf(siteTheme.current()) + 1) % names.length]);
  });
  window.addEventListener('theme-changed', () => {
    showTheme();
    draw();
  });
  showTheme();
  draw();

  const menu = document.getElementById('menu');
  function setMenu(open) {
    page.classList.toggle('menu-open', open);
    menu.setAttribute('aria-expanded', String(open));
  }
  menu.addEventListener('click', () => setMenu(!page.classList.contains('menu-open')));
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') setMenu(false);
  });
  const current = document.querySelector('#pages [aria-current]');
  if (current) {
    const pages = document.getElementById('pages');
    pages.scrollTop = current.offsetTop - pages.clientHeight / 2;
  }

  // The outline marks the section that is read.
  const links = new Map([...document.querySelectorAll('#outline a')].map(link => [link.hash.slice(1), link]));
  const headings = [...document.querySelectorAll('main :is(h2, h3)[id]')].filter(heading => links.has(heading.id));
  function mark() {
    let read = headings[0];
    for (const heading of headings) {
      if (heading.getBoundingClientRect().top > 120) break;
      read = heading;
    }
    for (const [id, link] of links) {
      if (read && id === read.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
  if (headings.length) {
    let asked = false;
    addEventListener('scroll', () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        mark();
      });
    }, { passive: true });
    mark();
  }
})();
