/** The book waiting work is written into: a keeper that never holds up the work, whatever becomes of the disk. */
import type { WorkKeeper } from './kept-work';
import { KEEP_PATIENCE } from './limits';
import type { SessionEnvironment } from './types';

export class WorkBook {
  private readonly keeper: WorkKeeper;
  private readonly env: Pick<SessionEnvironment, 'setTimer' | 'log'>;
  private hasFailed = false;

  constructor(keeper: WorkKeeper, env: Pick<SessionEnvironment, 'setTimer' | 'log'>) {
    this.keeper = keeper;
    this.env = env;
  }

  /** Resolves when it is written, or cannot be: work goes on from memory then, as where there is no storage at all. */
  put(id: string, value: unknown): Promise<void> {
    return this.bounded(this.keeper.put(id, value));
  }

  drop(id: string): Promise<void> {
    return this.bounded(this.keeper.drop(id));
  }

  private bounded(written: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.env.setTimer(KEEP_PATIENCE, () => {
        this.failed('it takes too long');
        resolve();
      });
      const end = (): void => {
        cancel();
        resolve();
      };
      written.then(end, (error: unknown) => {
        this.failed(error instanceof Error ? error.name : 'unknown');
        end();
      });
    });
  }

  private failed(why: string): void {
    if (!this.hasFailed) this.env.log('warn', `waiting work is kept in memory only: ${why}`);
    this.hasFailed = true;
  }
}
