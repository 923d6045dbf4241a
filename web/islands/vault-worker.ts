// Where private notes are open: keys, words and the index live in this worker and nowhere else. It serves every page of its
// person, outlives a click from one page to the next where the browser allows it, and closes by itself (vault/idle.ts).
import { Session, type Port } from "./vault/session";

const session = new Session(setInterval);
const scope = self as unknown as { onconnect?: (event: MessageEvent) => void; onmessage?: unknown; postMessage?: Port["postMessage"] };

if ("onconnect" in scope) scope.onconnect = event => session.serve(event.ports[0] as unknown as Port);
else session.serve(scope as unknown as Port);
