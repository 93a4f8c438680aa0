/** Opening without a network, newer versions, and what a device keeps. */
export const offlineEn = {
  updateLabel: 'New version',
  updateReady: 'A new version is ready.',
  updateSafe: 'Nothing you did is lost.',
  updateReload: 'Reload',
  updateWaiting: 'Sending first…',
  updateLater: 'Later',
};
