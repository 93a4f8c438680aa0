/**
 * Saves that nothing waits for: the next command is on its way while the last state goes to disk. One at a time, and of states that
 * follow each other quickly only the newest.
 */
export class SavesBehind {
  private readonly save: () => Promise<void>;
  private running: Promise<void> | null = null;
  private isWanted = false;

  /** `save` writes what is true when it is called, and never rejects. */
  constructor(save: () => Promise<void>) {
    this.save = save;
  }

  soon(): void {
    if (this.running !== null) this.isWanted = true;
    else this.running = this.run();
  }

  /** Resolves when nothing is being saved. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    do {
      this.isWanted = false;
      await this.save();
    } while (this.isWanted);
    this.running = null;
  }
}
