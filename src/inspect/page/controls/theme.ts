/** Light, dark, or what the system says; remembered where the browser allows it. */
import { button } from '../dom.ts';

const key = 'sriov-sim-theme';
const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

export function themeButton(): HTMLButtonElement {
  let theme = remembered();
  const made = button('', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
    show();
    remember(theme);
  });
  const show = () => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    made.textContent = `Theme: ${theme}`;
  };
  show();
  return made;
}

function remembered(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Then it holds until the page is closed.
  }
}
