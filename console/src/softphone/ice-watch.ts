/** Notices when the sound's way through the network breaks, and mends it: first by new candidates, then by a new call leg. */

const MAY_RECOVER_MS = 3_000;
const MENDING_MS = 6_000;

export interface Mending {
  /** Offers new candidates over the same dialog. */
  restart(): void;
  /** Nothing helped: the phone's line must be made anew. */
  giveUp(): void;
}

/** Follows a connection until it is closed; the answer ends it sooner. */
export function watchIce(connection: RTCPeerConnection, { restart, giveUp }: Mending): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const mend = () => {
    restart();
    timer = setTimeout(giveUp, MENDING_MS);
  };
  const changed = () => {
    clearTimeout(timer);
    const state = connection.iceConnectionState;
    if (state === "disconnected") timer = setTimeout(mend, MAY_RECOVER_MS);
    if (state === "failed") mend();
  };
  connection.addEventListener("iceconnectionstatechange", changed);
  return () => {
    clearTimeout(timer);
    connection.removeEventListener("iceconnectionstatechange", changed);
  };
}
