// Emulators for the consumer. `startEmulator` is a parameter, because both the package's and the repository's are used.

const MINUTE = 60_000;

/** Returns a clock that advances a minute with every reading, so that a slow machine sees each state too. */
function steps() {
  let now = Date.now();
  return () => {
    now += MINUTE;
    return now;
  };
}

/** Starts the emulators. Returns their endpoints and a function that closes them. */
export async function startEmulators(startEmulator) {
  const options = {
    registers: { timeline: "registers", now: steps() },
    fails: { timeline: "failsBoth", timeScale: 1e6 },
    hangs: { faults: ["hang"] },
    breaks: { timeline: "registersInstantly", faults: ["cutBody", "none"] },
  };
  const started = await Promise.all(
    Object.entries(options).map(async ([name, given]) => [name, await startEmulator(given)]),
  );
  return {
    endpoints: Object.fromEntries(started.map(([name, { endpoint }]) => [name, endpoint])),
    close: () => Promise.all(started.map(([, emulator]) => emulator.close())),
  };
}
