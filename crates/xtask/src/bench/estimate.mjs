// Times the WebAssembly build of crates/measured: estimate.mjs MODULE ROUNDS
import { createRequire } from "node:module";

const [module, rounds] = process.argv.slice(2);
const { Measured } = createRequire(import.meta.url)(module);
const measured = new Measured();

function timed(call) {
  const nanoseconds = [];
  let points = 0n;
  for (let round = 0; round < Number(rounds); round += 1) {
    const begun = process.hrtime.bigint();
    points += call();
    nanoseconds.push(Number(process.hrtime.bigint() - begun));
  }
  return { nanoseconds, points: points.toString() };
}

const claim = timed(() => measured.claim());
const forecast = timed(() => measured.forecast());
console.log(JSON.stringify({ node: process.version, claim, forecast }));
