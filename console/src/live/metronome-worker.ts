/** Runs apart from the page: says something every so many milliseconds, as the first message asks. */

addEventListener("message", (event: MessageEvent<number>) => {
  setInterval(() => postMessage(null), event.data);
});
