// Runs before the first paint, from a file of its own: the content security policy allows no inline script.
(() => {
  let choice = 'system';
  try {
    choice = JSON.parse(localStorage.getItem('orrery.theme')) ?? 'system';
  } catch {
    // Storage is blocked or holds something else: follow the system.
  }
  const isLight =
    choice === 'light' || (choice !== 'dark' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = isLight ? 'light' : 'dark';
})();
