/** The frame around the mail: themes, panes, ways to folders. */
export const shell = {
  theme: { system: 'Theme of the system', light: 'Light theme', dark: 'Dark theme' },
  languageIs: 'Language: {name}',
  goToFolder: 'Go to a folder',
  goToField: 'Which folder?',
  helpTree:
    'In the folder tree, arrow keys move, letters jump to a folder, Enter opens, and Escape goes to the list.',
};
