// The choice of light or dark. It runs before the page is drawn, so that no page flashes in the other one.
(() => {
  const KEY = 'codefleet-theme';
  const page = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  // Storage may be forbidden, for instance for pages of a folder; then the choice holds for this page.
  function kept() {
    try {
      return localStorage.getItem(KEY) || 'system';
    } catch (e) {
      return 'system';
    }
  }

  function show(name) {
    if (name === 'light' || name === 'dark') page.dataset.theme = name;
    else delete page.dataset.theme;
    page.classList.toggle('dark-mode', window.siteTheme.isDark());
    window.dispatchEvent(new CustomEvent('theme-changed'));
  }

  window.siteTheme = {
    names: ['system', 'light', 'dark'],
    current: () => page.dataset.theme || 'system',
    isDark: () => page.dataset.theme === 'dark' || (!page.dataset.theme && dark.matches),
    choose(name) {
      try {
        localStorage.setItem(KEY, name);
      } catch (e) {
        // The choice holds for this page only.
      }
      show(name);
    },
  };
  page.classList.add('js');
  dark.addEventListener('change', () => show(window.siteTheme.current()));
  show(kept());
})();
