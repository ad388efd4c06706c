// The conditions of the assessment in two rule engines, over the same claims as
// `claimdesk-recognition` judges. Days and amounts are numbers here, limits are counted out, and
// texts are trimmed: the engines get the facts readier than a form has them.
// Usage: node engines.mjs FACTS.json ROUNDS ANSWERS.json
import { readFileSync, writeFileSync } from "node:fs";
import { ZenEngine } from "@gorules/zen-engine";
import { Engine } from "json-rules-engine";

const [file, rounds, out] = process.argv.slice(2);
const { claims, known, floor, recognisedFrom, grace, provisioning } = JSON.parse(readFileSync(file, "utf8"));
const guid = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
const host = "([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+[a-z0-9-]*[a-z-][a-z0-9-]*";
const domain = `^${host}$`;
const email = `^[A-Za-z0-9._+-]+@${host}$`;

/** What makes each rule unmet, as an expression of zen. */
const expressions = {
  business_applications_workload: `not(all(products, # in ${JSON.stringify(known)}))`,
  recognised_since: `channel == 'csp' and today < ${recognisedFrom}`,
  not_the_transacting_partner: "channel == 'csp' and (sellerId in locations or sellerId == location)",
  subscription_active: `not(start <= today and today <= end + ${grace})`,
  identifiers_well_formed: `not(matches(tenant, '${guid}') and matches(domain, '${domain}') and matches(subscription, '${guid}'))`,
  location_enrolled: "not(location in locations)",
  contacts_present: `not(matches(customerEmail, '${email}') and matches(partnerEmail, '${email}'))`,
  proof_attached: "files == 0",
  acknowledgement_dated: "not(oldest <= acknowledged and acknowledged <= today)",
  proof_matches_claim: "not(provenTenant and provenDomain and all(products, # in proven) and all(proven, # in products))",
  competing_claim: "competing",
  recently_provisioned: `today - start < ${provisioning}`,
  under_the_floor: `some(revenues, # < ${floor})`,
  already_counts: "some(products, # in counting)",
  ends_within_a_year: "end <= endLimit",
  csp_listed_as_error: "channel == 'csp'",
  incentives_unchanged: "true",
};

const all = (...conditions) => ({ all: conditions });
const any = (...conditions) => ({ any: conditions });
const not = (condition) => ({ not: condition });
const is = (fact, operator, value) => ({ fact, operator, value });
const fact = (name) => ({ fact: name });

/** The same for json-rules-engine. */
const conditions = {
  business_applications_workload: not(all(is("products", "allIn", known))),
  recognised_since: all(is("channel", "equal", "csp"), is("today", "lessThan", recognisedFrom)),
  not_the_transacting_partner: all(
    is("channel", "equal", "csp"),
    any(is("sellerId", "in", fact("locations")), is("sellerId", "equal", fact("location"))),
  ),
  subscription_active: not(all(is("start", "lessThanInclusive", fact("today")), is("end", "notLongBefore", fact("today")))),
  identifiers_well_formed: not(
    all(is("tenant", "matches", new RegExp(guid)), is("domain", "matches", new RegExp(domain)), is("subscription", "matches", new RegExp(guid))),
  ),
  location_enrolled: not(all(is("location", "in", fact("locations")))),
  contacts_present: not(all(is("customerEmail", "matches", new RegExp(email)), is("partnerEmail", "matches", new RegExp(email)))),
  proof_attached: all(is("files", "equal", 0)),
  acknowledgement_dated: not(
    all(is("acknowledged", "greaterThanInclusive", fact("oldest")), is("acknowledged", "lessThanInclusive", fact("today"))),
  ),
  proof_matches_claim: not(
    all(
      is("provenTenant", "equal", true),
      is("provenDomain", "equal", true),
      is("products", "allIn", fact("proven")),
      is("proven", "allIn", fact("products")),
    ),
  ),
  competing_claim: all(is("competing", "equal", true)),
  recently_provisioned: all(is("start", "soonBefore", fact("today"))),
  under_the_floor: all(is("revenues", "someUnder", floor)),
  already_counts: all(is("products", "someIn", fact("counting"))),
  ends_within_a_year: all(is("end", "lessThanInclusive", fact("endLimit"))),
  csp_listed_as_error: all(is("channel", "equal", "csp")),
  incentives_unchanged: all(),
};

const engine = new Engine();
engine.addOperator("matches", (text, pattern) => pattern.test(text));
engine.addOperator("allIn", (list, others) => list.every((one) => others.includes(one)));
engine.addOperator("someIn", (list, others) => list.some((one) => others.includes(one)));
engine.addOperator("someUnder", (list, limit) => list.some((one) => one < limit));
engine.addOperator("notLongBefore", (day, other) => day + grace >= other);
engine.addOperator("soonBefore", (day, other) => other - day < provisioning);
for (const [type, unmet] of Object.entries(conditions)) engine.addRule({ conditions: unmet, event: { type } });

const node = (id, type, more) => ({ id, type, name: id, position: { x: 0, y: 0 }, ...more });
const decision = new ZenEngine().createDecision({
  nodes: [
    node("in", "inputNode"),
    node("rules", "expressionNode", {
      content: { expressions: Object.entries(expressions).map(([key, value]) => ({ id: key, key, value })) },
    }),
    node("out", "outputNode"),
  ],
  edges: [
    { id: "a", sourceId: "in", targetId: "rules", type: "edge" },
    { id: "b", sourceId: "rules", targetId: "out", type: "edge" },
  ],
});
const names = Object.keys(expressions);

const engines = {
  "json-rules-engine": async (claim) => (await engine.run(claim)).events.map((event) => event.type),
  "zen-engine": async (claim) => {
    const { result } = await decision.evaluate(claim);
    return names.filter((name) => result[name] === true);
  },
};

/** 500 at once, which is the fastest for zen, whose work runs beside JavaScript. */
async function each(judge) {
  const answers = [];
  for (let from = 0; from < claims.length; from += 500) {
    answers.push(...(await Promise.all(claims.slice(from, from + 500).map(judge))));
  }
  return answers;
}

const told = Object.fromEntries(Object.keys(engines).map((name) => [name, { answers: [], nanoseconds: [] }]));
// The first round warms the engines up, and is not counted.
for (let round = 0; round <= Number(rounds); round += 1) {
  for (const [name, judge] of Object.entries(engines)) {
    const begun = process.hrtime.bigint();
    const answers = await each(judge);
    const nanoseconds = Number(process.hrtime.bigint() - begun);
    if (round > 0) told[name].nanoseconds.push(nanoseconds);
    else told[name].answers = answers.map((unmet) => unmet.sort());
  }
}
writeFileSync(out, JSON.stringify(told));
