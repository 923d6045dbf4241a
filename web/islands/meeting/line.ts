// The line to the server: it says that something changed, never what. When it breaks it is made again, with growing
// pauses, for as long as the page is open.
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from "@microsoft/signalr";
import { make } from "../everywhere/dom";

const longestPause = 10_000;
const quietFor = 1500;

export class Line {
  private readonly connection: HubConnection;
  private pause = 500;
  private word: number | undefined;

  constructor(private readonly meeting: string, private readonly changed: () => void, private readonly back: () => void) {
    this.connection = new HubConnectionBuilder()
      .withUrl("/live/meetings", { transport: HttpTransportType.WebSockets | HttpTransportType.LongPolling })
      .configureLogging(LogLevel.None)
      .build();
    this.connection.serverTimeoutInMilliseconds = 15_000;
    this.connection.keepAliveIntervalInMilliseconds = 5000;
    this.connection.on("news", () => this.changed());
    this.connection.onclose(() => this.again());
  }

  begin(): void {
    void this.connect();
    addEventListener("online", () => void this.connect());
    addEventListener("pagehide", () => void this.connection.stop());
    addEventListener("pageshow", event => event.persisted && void this.connect());
  }

  private get isUp(): boolean {
    return this.connection.state === HubConnectionState.Connected;
  }

  private async connect(): Promise<void> {
    if (this.connection.state !== HubConnectionState.Disconnected) return;
    try {
      await this.connection.start();
      await this.connection.invoke("Join", this.meeting);
    } catch {
      if (this.isUp) await this.connection.stop();
      else this.again();
      return;
    }

    this.pause = 500;
    clearTimeout(this.word);
    document.getElementById("line-word")?.remove();
    this.back();
    this.changed();
  }

  private again(): void {
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
