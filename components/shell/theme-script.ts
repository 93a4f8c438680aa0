/** Where the choice of light or dark is kept; components/shell/use-preference.ts makes the whole key. */
export const THEME_PREFERENCE = 'theme';

/**
 * Runs before anything is painted, so that nobody who chose dark sees a flash of light. Inline: a file of its own would come
 * too late. The server allows it by its hash (server/headers.ts). Storage may be switched off.
 */
export const THEME_SCRIPT = `try{const t=localStorage.getItem("tagline.${THEME_PREFERENCE}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;
