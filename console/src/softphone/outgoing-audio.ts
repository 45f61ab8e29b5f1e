/** Changes the microphone of a connection while it stands. */

import { audioConstraints } from "./microphone";

/** The new track, or null when the connection sends no sound. Whoever called it stops the track at the end. */
export async function speakInto(
  connection: RTCPeerConnection,
  { muted }: { muted: boolean },
): Promise<MediaStreamTrack | null> {
  const sender = connection.getSenders().find(({ track }) => track?.kind === "audio");
  if (sender === undefined) return null;
  const stream = await navigator.mediaDevices.getUserMedia(audioConstraints());
  const track = stream.getAudioTracks()[0] ?? null;
  if (track === null) return null;
  track.enabled = !muted;
  const before = sender.track;
  await sender.replaceTrack(track);
  before?.stop();
  return track;
}
