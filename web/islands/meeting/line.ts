// The line to the server. It says that something of the pair changed, never what; only what is written in a text that both
// have open goes over it. When it breaks it is made again, with growing pauses, for as long as the page is open.
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from "@microsoft/signalr";
import { make } from "../everywhere/dom";

// Several tries within the first three seconds: another node may take the line as soon as the one that had it is gone.
const firstPause = 300;
const longer = 1.5;
const longestPause = 10_000;
const longestTry = 5000;
const pollsEvery = 4;
const quietFor = 1500;

export class Line {
  private readonly heard: [string, (...about: unknown[]) => void][] = [];
  private connection: HubConnection;
  private pause = firstPause;
  private failures = 0;
  private polls = false;
  private isTrying = false;

  /** This network lets sockets through, as one of them has shown. */
  private hasSockets = false;
  private word: number | undefined;
  private hasJoined = false;
  private isCut = false;

  /** Who this person is, as the line calls them. */
  me: string | undefined;

  /**
   * @param join What is asked of the server first: to join a meeting, or to follow a pair or a sync.
   * @param changed Something of the pair was saved.
   * @param back The line holds, for the first time or again.
   */
  constructor(private readonly join: "Join" | "Follow" | "FollowSync", private readonly whom: string, private readonly changed: () => void, private readonly back: () => void) {
    this.hear("news", () => this.changed());
    this.hear("cut", () => (this.isCut = true));
    this.connection = this.build();
  }

  begin(): void {
    void this.connect();
    addEventListener("online", () => void this.connect());
    addEventListener("offline", () => void this.connection.stop());
    addEventListener("pagehide", () => void this.connection.stop());
    addEventListener("pageshow", event => event.persisted && void this.connect());
  }

  /** Whether what is asked now can be answered. */
  get isUp(): boolean {
    return this.hasJoined && this.isConnected;
  }

  private get isConnected(): boolean {
    return this.connection.state === HubConnectionState.Connected;
  }

  ask<T>(what: string, ...about: unknown[]): Promise<T> {
    return this.connection.invoke<T>(what, ...about);
  }

  /** Says something that needs no answer. */
  tell(what: string, ...about: unknown[]): void {
    if (this.isUp) this.connection.send(what, ...about).catch(() => {});
  }

  hear(what: string, act: (...about: never[]) => void): void {
    this.heard.push([what, act as (...about: unknown[]) => void]);
    this.connection?.on(what, act as (...about: unknown[]) => void);
  }

  /**
   * A socket is opened without a word before it, so that any of several nodes may take it. Where a network lets none
   * through, the line polls; that needs the same node each time.
   */
  private build(): HubConnection {
    const connection = new HubConnectionBuilder()
      .withUrl("/live/meetings", this.polls ? { transport: HttpTransportType.LongPolling } : { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .configureLogging(LogLevel.None)
      .build();
    connection.serverTimeoutInMilliseconds = 15_000;
    connection.keepAliveIntervalInMilliseconds = 5000;
    for (const [what, act] of this.heard) connection.on(what, act);
    connection.onclose(() => connection === this.connection && this.again());
    return connection;
  }

  private async start(): Promise<void> {
    this.polls = !this.hasSockets && this.failures > 0 && this.failures % pollsEvery === 0;
    if (this.failures > 0) {
      // Where nothing gets through at all, a request says so at once; a socket may hang for long and never says why.
      await fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(longestTry) });
      this.connection = this.build();
    }
    const { connection } = this;
    const tooLong = window.setTimeout(() => void connection.stop(), longestTry);
    await connection.start().finally(() => clearTimeout(tooLong));
  }

  private async connect(): Promise<void> {
    if (this.isCut || this.isTrying || this.connection.state !== HubConnectionState.Disconnected) return;
    this.isTrying = true;
    try {
      await this.start();
      this.me = (await this.connection.invoke<{ me: string } | null>(this.join, this.whom))?.me;
    } catch {
      if (this.isConnected) await this.connection.stop();
      else this.again();
      // Nobody may be let in here any more: the page knows, where it can be reached.
      if (navigator.onLine) this.changed();
      return;
    } finally {
      this.isTrying = false;
    }

    [this.pause, this.failures] = [firstPause, 0];
    this.hasSockets ||= !this.polls;
    this.hasJoined = true;
    clearTimeout(this.word);
    this.word = undefined;
    document.getElementById("line-word")?.remove();
    this.back();
    this.changed();
  }

  private again(): void {
    this.hasJoined = false;
    if (this.isCut) return;
    this.failures++;
    this.word ??= window.setTimeout(() => this.say(), quietFor);
    window.setTimeout(() => void this.connect(), this.pause);
    this.pause = Math.min(longestPause, this.pause * longer);
  }

  private say(): void {
    this.word = undefined;
    if (this.isUp || document.getElementById("line-word")) return;
    document.querySelector(".live-head, .title .eyebrow")?.append(
      make("span", { id: "line-word", "data-mine": "", role: "status", text: "Waiting for the network. What you type is kept." }));
  }
}
