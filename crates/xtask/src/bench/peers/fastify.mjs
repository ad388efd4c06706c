// A small server of claims: Fastify and better-sqlite3, every commit on the disk (synchronous=FULL).
// A submission here is what it is in Claimdesk: a session, the claim, the form and the rules checked,
// then one transaction with the new state, its event, the answer to repeat, two mails and a log
// whose entries are chained by their hashes.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import Fastify from "fastify";

const [file, port] = process.argv.slice(2);
const db = new Database(file);
for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16000"]) db.pragma(pragma);
db.exec(readFileSync(new URL("small.sql", import.meta.url), "utf8"));

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const all = {
  session: db.prepare(`SELECT s.user_id, o.id, o.name, o.locations FROM sessions s
    JOIN organisations o ON o.id = s.organisation_id WHERE s.token = ?`),
  claim: db.prepare("SELECT * FROM claims WHERE reference = ? AND organisation_id = ?"),
  evidence: db.prepare("SELECT name, sha256, size FROM evidence WHERE claim_id = ?"),
  events: db.prepare("SELECT at, user_id, move FROM events WHERE claim_id = ? ORDER BY id"),
  competing: db.prepare("SELECT 1 FROM claims WHERE subscription_id = ? AND organisation_id <> ? AND state <> 'draft' LIMIT 1"),
  repeated: db.prepare("SELECT body FROM answers WHERE user_id = ? AND key = ?"),
  draft: db.prepare(`INSERT INTO claims (reference, organisation_id, version, state, changed_at, queue_at, subscription_id, form)
    VALUES (?, ?, 1, 'draft', ?, ?, ?, ?)`),
  attach: db.prepare("INSERT INTO evidence (claim_id, name, sha256, size) VALUES (?, ?, ?, ?)"),
  submit: db.prepare(`UPDATE claims SET version = version + 1, state = 'submitted', changed_at = ?, queue_at = ?, assessment = ?
    WHERE id = ? AND version = ?`),
  event: db.prepare("INSERT INTO events (claim_id, at, user_id, move) VALUES (?, ?, ?, ?)"),
  answer: db.prepare("INSERT INTO answers VALUES (?, ?, ?, ?)"),
  tell: db.prepare("INSERT INTO outbox (claim_id, kind, at) VALUES (?, ?, ?)"),
  last: db.prepare("SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1"),
  audit: db.prepare("INSERT INTO audit (entry, hash) VALUES (?, ?)"),
  list: db.prepare(`SELECT reference, state, version, changed_at, queue_at, form FROM claims
    WHERE organisation_id = ? ORDER BY changed_at DESC, reference DESC LIMIT ?`),
};

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^([a-z0-9-]+\.)+[a-z]{2,}$/i;
const MAIL = /^[^@\s]+@([a-z0-9-]+\.)+[a-z]{2,}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PRODUCTS = new Set(["Sales", "Customer Service", "Field Service", "Finance", "Supply Chain Management", "Business Central"]);
const NEEDED = ["customerName", "customerTenantId", "customerDomain", "subscriptionId", "subscriptionStart", "workDone", "workedSince",
  "customerContactName", "customerContactTitle", "customerContactEmail", "partnerContactName", "partnerContactEmail", "acknowledgedOn"];

function findings(form, organisation, files, competing) {
  const today = new Date().toISOString().slice(0, 10);
  const months = (count) => new Date(Date.now() + count * 30.4 * 86_400_000).toISOString().slice(0, 10);
  const products = form.products ?? [];
  return [
    ["fields_present", NEEDED.every((name) => typeof form[name] === "string" && form[name].trim() && form[name].length <= 2000)],
    ["business_applications_workload", products.length > 0 && products.every((one) => PRODUCTS.has(one.workload))],
    ["revenue", products.every((one) => /^\d{1,9}(\.\d{1,2})?$/.test(one.monthlyRevenueUsd) && Number(one.monthlyRevenueUsd) > 0)],
    ["recognised_since", form.subscriptionStart >= "2025-04-01" || today >= "2025-04-01"],
    ["not_the_transacting_partner", !JSON.parse(organisation.locations).includes(form.transactingPartnerId)],
    ["subscription_active", DAY.test(form.subscriptionStart) && form.subscriptionStart <= today && (!form.subscriptionEnd || form.subscriptionEnd > today)],
    ["identifiers_well_formed", GUID.test(form.customerTenantId) && GUID.test(form.subscriptionId) && DOMAIN.test(form.customerDomain)],
    ["location_enrolled", JSON.parse(organisation.locations).includes(form.partnerLocationId)],
    ["contacts_present", MAIL.test(form.customerContactEmail) && MAIL.test(form.partnerContactEmail)],
    ["proof_attached", files.length > 0],
    ["acknowledgement_dated", DAY.test(form.acknowledgedOn) && form.acknowledgedOn <= today && form.acknowledgedOn >= months(-12)],
    ["proof_matches_claim", form.proofNamesTenant && form.proofNamesDomain && products.every((one) => form.proofProducts.includes(one.workload))],
    ["competing_claim", !competing],
    ["recently_provisioned", form.subscriptionStart <= months(-1)],
    ["under_the_floor", products.every((one) => Number(one.monthlyRevenueUsd) >= 250)],
    ["ends_within_a_year", !form.subscriptionEnd || form.subscriptionEnd > months(12)],
    ["csp_listed_as_error", form.channel === "csp"],
  ].map(([rule, met]) => ({ rule, met: Boolean(met) }));
}

/** In one transaction: nothing of it, or all of it. */
const submit = db.transaction((who, claim, version, key, found, now) => {
  if (all.submit.run(now, now + 172_800_000, JSON.stringify(found), claim.id, version).changes !== 1) return null;
  all.event.run(claim.id, now, who.user_id, "submit");
  const events = all.events.all(claim.id);
  const body = JSON.stringify({
    reference: claim.reference, version: version + 1, state: "submitted", changedAt: now, organisation: who.name,
    form: JSON.parse(claim.form), evidence: all.evidence.all(claim.id), events, findings: found,
  });
  all.answer.run(who.user_id, key, body, now);
  for (const kind of ["waits", "customer_word"]) all.tell.run(claim.id, kind, now);
  const entry = JSON.stringify({ actor: who.user_id, at: now, operation: "submit", claim: claim.reference, version: version + 1,
    content: sha256(claim.form), from: "draft", to: "submitted" });
  all.audit.run(entry, sha256((all.last.get()?.hash ?? "") + entry));
  return body;
});

const app = Fastify();
app.decorateRequest("who", null);
app.addHook("onRequest", async (request, reply) => {
  if (request.url === "/ready") return;
  const token = /(?:^|; )session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  request.who = token && all.session.get(sha256(token));
  if (!request.who) return reply.code(401).send({ title: "sign in" });
});
app.get("/ready", () => ({ ready: true }));
app.post("/claims", (request, reply) => {
  const now = Date.now();
  const reference = randomUUID();
  const { form, evidence } = request.body;
  db.transaction(() => {
    const { lastInsertRowid } = all.draft.run(reference, request.who.id, now, now, form.subscriptionId, JSON.stringify(form));
    all.attach.run(lastInsertRowid, evidence.name, evidence.sha256, evidence.size);
  }).immediate();
  return reply.code(201).send({ reference, version: 1 });
});
app.post("/claims/:reference/submit", (request, reply) => {
  const { who } = request;
  const key = request.headers["idempotency-key"];
  const repeated = all.repeated.get(who.user_id, key);
  reply.type("application/json");
  if (repeated) return reply.send(repeated.body);
  const claim = all.claim.get(request.params.reference, who.id);
  if (!claim) return reply.code(404).send({ title: "no such claim" });
  const version = Number(request.headers["if-match"]?.replaceAll('"', ""));
  const form = JSON.parse(claim.form);
  const found = findings(form, who, all.evidence.all(claim.id), all.competing.get(claim.subscription_id, who.id));
  if (claim.state !== "draft" || found.some((one) => !one.met)) return reply.code(409).send({ title: "blocked", findings: found });
  const body = submit.immediate(who, claim, version, key, found, Date.now());
  return body === null ? reply.code(412).send({ title: "changed meanwhile" }) : reply.send(body);
});
app.get("/claims", (request) => ({
  claims: all.list.all(request.who.id, Number(request.query.limit ?? 50)).map(({ form, ...row }) => {
    const { customerName, products } = JSON.parse(form);
    return { ...row, customerName, products };
  }),
}));
await app.listen({ host: "127.0.0.1", port: Number(port) });
