/** Gives the focus to the list's active row, as Tab would; false where there is no list. */
export function focusList(): boolean {
  const row = document.querySelector<HTMLElement>('[role="grid"] [role="row"][tabindex="0"]');
  const target = row ?? document.querySelector<HTMLElement>('[role="grid"][tabindex="0"]');
  target?.focus({ preventScroll: true });
  return target !== null;
}
