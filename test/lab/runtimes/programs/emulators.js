// The accounts that the consumer meets. The emulator is given, as the package's own and the repository's are both asked.

const MINUTE = 60_000;

/** A clock that moves a minute on with every look at it: each state is seen, however fast or slow the machine is. */
function steps() {
  let now = Date.now();
  return () => {
    now += MINUTE;
    return now;
  };
}

/** Starts them; gives their endpoints, and what closes them. */
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
