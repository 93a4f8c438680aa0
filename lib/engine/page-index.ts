/** The index of words this page began for the engine, if any: it ends with the page. */
import type { ClientPlatform, MadeIndex } from './client-platform';
import type { EngineLink } from './port-like';

export class PageIndex {
  #made: MadeIndex | null = null;

  /** Begins one, in place of the one before, and sends its port to the engine; or says that this page cannot. */
  make(platform: ClientPlatform | null, link: EngineLink | null): void {
    this.end();
    if (link === null) return;
    const made = link.carriesPorts ? began(platform, () => this.#failed(made, link)) : null;
    this.#made = made;
    const port = made?.port ?? null;
    link.post({ kind: 'index', port }, port === null ? [] : [port]);
  }

  end(): void {
    this.#made?.end();
    this.#made = null;
  }

  /** Its script could not be loaded, or it broke: the engine waits for nothing from it. */
  #failed(made: MadeIndex | null, link: EngineLink): void {
    if (made === null || this.#made !== made) return;
    this.end();
    link.post({ kind: 'index', port: null });
  }
}

function began(platform: ClientPlatform | null, onFail: () => void): MadeIndex | null {
  try {
    return platform?.makeIndex?.(onFail) ?? null;
  } catch {
    // No index is no reason for less mail: searches ask the server.
    platform?.log('warn', 'the index of words could not be begun');
    return null;
  }
}
