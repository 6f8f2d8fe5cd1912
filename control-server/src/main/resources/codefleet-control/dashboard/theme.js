// The choice of light or dark. It runs before the page is drawn, so that no page flashes in the other one.

const KEY = 'codefleet-theme';
export const THEMES = ['system', 'light', 'dark'];

/** Storage may be forbidden; then the choice holds for this tab. */
export function theme() {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.includes(kept) ? kept : 'system';
  } catch (e) {
    return document.documentElement.dataset.theme || 'system';
  }
}

export function show(name) {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  window.dispatchEvent(new CustomEvent('theme-changed'));
}

export function choose(name) {
  try {
    if (name === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, name);
  } catch (e) {
    // Storage is forbidden: the choice holds for this tab only.
  }
  show(name);
}

/** The color that a custom property has in the theme that is shown, for what is drawn and not styled. */
export function color(property) {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const result = getComputedStyle(probe).color;
  probe.remove();
  return result;
}

show(theme());
