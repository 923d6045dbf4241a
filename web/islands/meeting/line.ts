// The line to the server. It says that something of the pair changed, never what; only what is written in a text that both
// have open goes over it. When it breaks it is made again, with growing pauses, for as long as the page is open.
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from "@microsoft/signalr";
import { make } from "../everywhere/dom";

const longestPause = 10_000;
const quietFor = 1500;

export class Line {
  private readonly connection: HubConnection;
  private pause = 500;
  private word: number | undefined;
  private hasJoined = false;
  private isCut = false;

  /** Who this person is, as the line calls them. */
  me: string | undefined;

  constructor(private readonly meeting: string, private readonly changed: () => void, private readonly back: () => void) {
    this.connection = new HubConnectionBuilder()
      .withUrl("/live/meetings", { transport: HttpTransportType.WebSockets | HttpTransportType.LongPolling })
      .configureLogging(LogLevel.None)
      .build();
    this.connection.serverTimeoutInMilliseconds = 15_000;
    this.connection.keepAliveIntervalInMilliseconds = 5000;
    this.connection.on("news", () => this.changed());
    this.connection.on("cut", () => (this.isCut = true));
    this.connection.onclose(() => this.again());
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
    this.connection.on(what, act as (...about: unknown[]) => void);
  }

  private async connect(): Promise<void> {
    if (this.isCut || this.connection.state !== HubConnectionState.Disconnected) return;
    try {
      await this.connection.start();
      this.me = (await this.connection.invoke<{ me: string } | null>("Join", this.meeting))?.me;
    } catch {
      if (this.isConnected) await this.connection.stop();
      else this.again();
      return;
    }

    this.pause = 500;
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
    this.word ??= window.setTimeout(() => this.say(), quietFor);
    window.setTimeout(() => void this.connect(), this.pause);
    this.pause = Math.min(longestPause, this.pause * 2);
  }

  private say(): void {
    this.word = undefined;
    if (this.isUp || document.getElementById("line-word")) return;
    document.querySelector(".live-head, .title .eyebrow")?.append(
      make("span", { id: "line-word", "data-mine": "", role: "status", text: "Waiting for the network. What you type is kept." }));
  }
}
