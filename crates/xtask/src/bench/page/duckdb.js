// A database in the browser, in a worker of its own, asked for net customer adds alone.
const chosen = new Promise((resolve) => {
  document.querySelector("input").addEventListener("change", ({ target }) => resolve(target.files[0]));
});
const library = "/node_modules/@duckdb/duckdb-wasm/dist";
const duckdb = await import(`${library}/duckdb-browser.mjs`);
const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(`${library}/duckdb-browser-eh.worker.js`));
await db.instantiate(`${library}/duckdb-eh.wasm`);
const connection = await db.connect();
await db.registerFileHandle("export.csv", await chosen, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
const table = await connection.query(`
  with export as (
    from read_csv('export.csv', header = true, types = {
      'CustomerTenantID': 'UUID', 'SubscriptionId': 'UUID',
      'AdjustedRevenueAmtCD': 'DECIMAL(18, 2)', 'IsDuplicateRowForPGA': 'VARCHAR'
    })
  ),
  held as (
    select FiscalMonthName as month, CustomerTenantID as tenant, Workloads as workload,
           SubscriptionId as subscription, PartnerAssociationType as association,
           sum(AdjustedRevenueAmtCD) as amount
    from export
    where IsDuplicateRowForPGA <> '1' and PartnerAssociationType in
      ('CPOR RevRec', 'CPOR OSA', 'CPOR RevRec Performance', 'CSP Tier 1', 'CSP Tier 2', 'DPOR')
    group by all
  ),
  largest as (select month, tenant, workload, subscription, max(amount) as amount from held group by all),
  pairs as (select month, tenant, workload, sum(amount) as amount from largest group by all)
  select month, count(*) filter (amount >= 250) as counted from pairs group by all`);
const counted = Object.fromEntries(table.toArray().map((row) => [row.month, Number(row.counted)]));
document.querySelector("output").textContent = JSON.stringify(counted);
