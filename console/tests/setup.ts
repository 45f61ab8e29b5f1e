import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startI18n } from "@/app/i18n";

configure({ asyncUtilTimeout: 20_000 });

beforeAll(async () => {
  window.matchMedia ??= (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
      onchange: null,
      dispatchEvent: () => false,
    }) as MediaQueryList;
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  Element.prototype.scrollIntoView ??= () => undefined;
  Object.defineProperty(document, "fonts", { value: new EventTarget() });
  localStorage.setItem("ringdesk.language", "en");
  await startI18n();
});

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});
