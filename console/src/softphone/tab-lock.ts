/** One tab holds the phone. The others wait until it has been free for a while, or take it over when asked to. */

const POLL_MS = 2_000;
/** A reloading page gives its lock up for a moment; it must find it free again. */
const FREE_POLLS_BEFORE_TAKING = 3;

export class TabLock {
  private readonly name: string;
  private readonly changed: (held: boolean) => void;
  private release: (() => void) | null = null;
  private poller: ReturnType<typeof setTimeout> | undefined;
  private freePolls = 0;
  private stopped = false;

  constructor(name: string, changed: (held: boolean) => void) {
    this.name = name;
    this.changed = changed;
  }

  /** Takes the lock if it is free, else tells `changed(false)` and waits for it. */
  start(): void {
    this.stopped = false;
    void this.request({ ifAvailable: true });
  }

  takeOver(): void {
    clearTimeout(this.poller);
    void this.request({ steal: true });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.poller);
    this.release?.();
    this.release = null;
  }

  private async request(options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(this.name, options, (lock) => this.hold(lock !== null));
    } catch {
      // Another tab stole it.
      this.release = null;
    }
    if (!this.stopped) this.lost();
  }

  private hold(granted: boolean): Promise<void> | undefined {
    if (!granted || this.stopped) return undefined;
    this.changed(true);
    return new Promise((release) => {
      this.release = release;
    });
  }

  private lost(): void {
    this.changed(false);
    this.freePolls = 0;
    this.poll();
  }

  private poll(): void {
    clearTimeout(this.poller);
    this.poller = setTimeout(async () => {
      const { held = [] } = await navigator.locks.query();
      if (this.stopped) return;
      this.freePolls = held.some((lock) => lock.name === this.name) ? 0 : this.freePolls + 1;
      if (this.freePolls >= FREE_POLLS_BEFORE_TAKING) void this.request({ ifAvailable: true });
      else this.poll();
    }, POLL_MS);
  }
}
