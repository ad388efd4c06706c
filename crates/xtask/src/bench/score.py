"""The same question, asked of DuckDB: pairs at or over the floor, by month."""

import json
import resource
import sys
import time

import duckdb

file, threads, floor, associations = sys.argv[1], int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.perf_counter()
connection = duckdb.connect()
connection.execute(f"set threads = {threads}")
# On a busy machine it would be written among the answer.
connection.execute("set enable_progress_bar = false")
months = connection.execute(
    """
    with
    -- Types are told, so that none has to be found out; the rest of the columns is not read.
    export as (
        from read_csv(?, header = true, types = {
            'CustomerTenantID': 'UUID', 'SubscriptionId': 'UUID',
            'AdjustedRevenueAmtCD': 'DECIMAL(18, 2)', 'IsDuplicateRowForPGA': 'VARCHAR'
        })
    ),
    held as (
        select FiscalMonthName as month, CustomerTenantID as tenant, Workloads as workload,
               SubscriptionId as subscription, PartnerAssociationType as association,
               sum(AdjustedRevenueAmtCD) as amount
        from export
        where IsDuplicateRowForPGA <> '1' and list_contains(?, association)
        group by all
    ),
    largest as (
        select month, tenant, workload, subscription, max(amount) as amount from held group by all
    ),
    pairs as (
        select month, tenant, workload, sum(amount) as amount from largest group by all
    )
    select month, count(*) filter (amount >= cast(? as decimal(18, 2))) from pairs group by all
    """,
    [file, associations, floor],
).fetchall()
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "version": duckdb.__version__,
    "seconds": seconds,
    "peak": peak,
    "before": before,
    "months": dict(months),
}))
