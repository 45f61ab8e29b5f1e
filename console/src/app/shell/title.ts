import { useEffect } from "react";

/** Alternates the page's title with `text` until it is null again. */
export function useTitleFlash(text: string | null): void {
  useEffect(() => {
    if (text === null) return;
    const title = document.title;
    let on = false;
    const flash = () => {
      on = !on;
      document.title = on ? text : title;
    };
    flash();
    const timer = setInterval(flash, 1_000);
    return () => {
      clearInterval(timer);
      document.title = title;
    };
  }, [text]);
}
