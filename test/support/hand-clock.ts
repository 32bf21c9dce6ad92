/** A clock for the emulator that only the test moves: an account's five minutes pass at once, when the test says so. */
export function handClock(): { readonly now: () => number; advance(seconds: number): void } {
  let time = Date.now();
  return {
    now: () => time,
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}
