/** Which microphone is spoken into, which device plays the caller and which one rings; kept in this browser, and what to do when one is gone. */

import { Observable } from "./softphone";

export type Purpose = "microphone" | "talk" | "ring";
export const purposes: readonly Purpose[] = ["microphone", "talk", "ring"];

export interface AudioDevice {
  readonly id: string;
  readonly label: string;
}

/** No device chosen: the system decides. */
export const systemsChoice: AudioDevice = { id: "", label: "" };

export interface AudioDevices {
  readonly chosen: Readonly<Record<Purpose, AudioDevice>>;
  readonly inputs: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
  /** Chosen devices that are not plugged in; the system's choice serves in their place. */
  readonly lost: readonly Purpose[];
  /** Ring volume, 0 to 1. */
  readonly volume: number;
}

const STORED = "ringdesk.audio";

interface Stored {
  chosen: Record<Purpose, AudioDevice>;
  volume: number;
}

/** Chrome and Edge, and Firefox from 116 on, can play elsewhere than the system's speaker; Safari cannot. */
export const canChooseOutput = typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/** Which chosen devices are missing. Before permission is given devices come without ids, and nothing is known. */
export function lostDevices(
  chosen: AudioDevices["chosen"],
  inputs: readonly AudioDevice[],
  outputs: readonly AudioDevice[],
): Purpose[] {
  return purposes.filter((purpose) => {
    const present = purpose === "microphone" ? inputs : outputs;
    const { id } = chosen[purpose];
    return id !== "" && present.length > 0 && !present.some((device) => device.id === id);
  });
}

class Devices extends Observable<AudioDevices> {
  constructor() {
    super({ ...stored(), inputs: [], outputs: [], lost: [] });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.list());
  }

  /** Looks at what is plugged in. */
  async list(): Promise<void> {
    if (!navigator.mediaDevices) return;
    const all = await navigator.mediaDevices.enumerateDevices();
    const of = (kind: MediaDeviceKind) =>
      all
        .filter((device) => device.kind === kind && !["", "default", "communications"].includes(device.deviceId))
        .map(({ deviceId, label }) => ({ id: deviceId, label: label || deviceId.slice(0, 8) }));
    const inputs = of("audioinput");
    const outputs = of("audiooutput");
    this.show({ inputs, outputs, lost: lostDevices(this.current().chosen, inputs, outputs) });
  }

  choose(purpose: Purpose, device: AudioDevice): void {
    const { inputs, outputs, chosen: before } = this.current();
    const chosen = { ...before, [purpose]: device };
    this.show({ chosen, lost: lostDevices(chosen, inputs, outputs) });
    this.keep();
  }

  setVolume(volume: number): void {
    this.show({ volume });
    this.keep();
  }

  /** The device to use now: the chosen one if it is there, else empty for the system's. */
  effective(purpose: Purpose): string {
    const { chosen, lost } = this.current();
    return lost.includes(purpose) ? "" : chosen[purpose].id;
  }

  private keep(): void {
    const { chosen, volume } = this.current();
    localStorage.setItem(STORED, JSON.stringify({ chosen, volume } satisfies Stored));
  }
}

function stored(): Stored {
  const usual: Stored = {
    chosen: { microphone: systemsChoice, talk: systemsChoice, ring: systemsChoice },
    volume: 0.6,
  };
  try {
    const kept = JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Stored>;
    const chosen = { ...usual.chosen };
    for (const purpose of purposes) {
      const device = kept.chosen?.[purpose];
      if (typeof device?.id === "string" && typeof device.label === "string") chosen[purpose] = device;
    }
    const volume = typeof kept.volume === "number" && kept.volume >= 0 && kept.volume <= 1 ? kept.volume : usual.volume;
    return { chosen, volume };
  } catch {
    return usual;
  }
}

export const audioDevices = new Devices();

/** Plays an element on the device for this purpose; a device that cannot be opened leaves the system's. */
export async function playOn(element: HTMLMediaElement, purpose: "talk" | "ring"): Promise<void> {
  if (!canChooseOutput) return;
  const device = audioDevices.effective(purpose);
  if (element.sinkId === device) return;
  try {
    await element.setSinkId(device);
  } catch {
    await element.setSinkId("").catch(() => undefined); // Nothing can play at all: the system will say so.
  }
}
