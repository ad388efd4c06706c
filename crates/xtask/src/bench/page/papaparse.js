// The usual way: rows as objects, a chunk at a time, added up in maps. Net customer adds alone.
const takes = new Set(["CPOR RevRec", "CPOR OSA", "CPOR RevRec Performance", "CSP Tier 1", "CSP Tier 2", "DPOR"]);
const floor = 250;

document.querySelector("input").addEventListener("change", ({ target }) => {
  const months = new Map();
  const at = (map, key) => map.get(key) ?? map.set(key, new Map()).get(key);
  globalThis.Papa.parse(target.files[0], {
    header: true,
    skipEmptyLines: true,
    chunk({ data }) {
      for (const row of data) {
        if (row.IsDuplicateRowForPGA === "1" || !takes.has(row.PartnerAssociationType)) continue;
        const pair = `${row.CustomerTenantID} ${row.Workloads}`;
        const sums = at(at(at(months, row.FiscalMonthName), pair), row.SubscriptionId);
        const held = sums.get(row.PartnerAssociationType) ?? 0;
        sums.set(row.PartnerAssociationType, held + Number(row.AdjustedRevenueAmtCD));
      }
    },
    complete() {
      const counted = {};
      for (const [month, pairs] of months) {
        counted[month] = 0;
        for (const subscriptions of pairs.values()) {
          let amount = 0;
          for (const sums of subscriptions.values()) amount += Math.max(...sums.values());
          if (amount >= floor) counted[month] += 1;
        }
      }
      document.querySelector("output").textContent = JSON.stringify(counted);
    },
  });
});
