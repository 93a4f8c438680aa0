/** The browser's own dialog for files of mail; called in the click itself. Nothing is called when none are chosen. */
export function chooseMailFiles(onFiles: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.eml,.mbox,.mbx,.mbs,message/rfc822,application/mbox';
  input.addEventListener('change', () => {
    const files = Array.from(input.files ?? []);
    if (files.length > 0) onFiles(files);
  });
  input.click();
}
